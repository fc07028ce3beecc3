import type { LineTest } from './line-test.ts'
import { findOwners, type Piece, type PieceTable, pieceTable, runsOf } from './piece-table.ts'
import type { Rule } from './rule.ts'

/** One event definition of one rule, ready to be asked of an event whose code fits. */
export interface Candidate {
  readonly rule: Rule
  readonly event: string
  /** One for each alternative; one that holds is enough. */
  readonly tests: readonly LineTest[]
}

/** How many distinct codes are looked up once only; beyond it each line asks anew. A sender cannot fill the memory. */
const CACHED_CODES = 10_000
/** Fewer candidates are asked one by one, which costs less than a look at every fourth letter of the text. */
const FEWEST_LOOKED_UP = 6

/** Gives the candidates that a line of a code (null for none) with a text can be, in their order, and now and then others. */
export type CandidatesOf = (code: string | null, text: string) => readonly Candidate[]

/** The candidates of a code. Those that require a piece of text are asked only where it stands. */
type CandidatesOfText = (text: string) => readonly Candidate[]

/**
 * Finds the candidates of a line by its code, and among those by the pieces of text that they require, in one pass over the text.
 *
 * Codes with the same candidates share what is made for them: a glob may fit thousands of codes.
 */
export function candidatesByCode(definitions: readonly Candidate[]): CandidatesOf {
  const byCode = new Map<string | null, CandidatesOfText>()
  const byMembers = new Map<string, CandidatesOfText>()
  return (code, text) => {
    let find = byCode.get(code)
    if (find === undefined) {
      const found = definitions.flatMap((definition, index) => ofCode(definition, index, code))
      const members = found.map(({ members }) => members).join(' ')
      find = byMembers.get(members) ?? byText(found)
      if (byCode.size < CACHED_CODES) {
        byCode.set(code, find)
        byMembers.set(members, find)
      }
    }
    return find(text)
  }
}

/** The candidate with only those tests that a code can pass, and which these are. */
function ofCode(definition: Candidate, index: number, code: string | null): (Candidate & { members: string })[] {
  const fitting = definition.tests.filter(({ fitsCode }) => fitsCode(code))
  if (fitting.length === 0) return []
  const places = fitting.map(test => definition.tests.indexOf(test))
  return [{ ...definition, tests: fitting, members: `${index}:${places}` }]
}

function byText(candidates: readonly Candidate[]): CandidatesOfText {
  if (candidates.length < FEWEST_LOOKED_UP) return () => candidates
  const runs = candidates.map(({ tests }) => allRunsOf(tests))
  const always = candidates.flatMap((_, owner) => (runs[owner] === null ? [owner] : []))
  const pieces = runs.flatMap((each, owner): Piece[] => (each ?? []).map(run => ({ group: 0, owner, run })))
  return pieces.length === 0 ? () => candidates : lookUp(candidates, always, pieceTable(pieces, 1))
}

/** The runs of which one stands in each text that one of the tests takes; null where one of them may take any text. */
function allRunsOf(tests: readonly LineTest[]): readonly string[] | null {
  const runs = tests.map(({ required }) => runsOf(required))
  return runs.includes(null) ? null : runs.flatMap(each => each ?? [])
}

function lookUp(candidates: readonly Candidate[], always: readonly number[], table: PieceTable): CandidatesOfText {
  const withoutText = always.map(owner => candidates[owner]!)
  return text => {
    const owners: number[] = []
    findOwners(table, text, owner => {
      if (!owners.includes(owner)) owners.push(owner)
    })
    if (owners.length === 0) return withoutText
    return [...always, ...owners].sort((one, other) => one - other).map(owner => candidates[owner]!)
  }
}
