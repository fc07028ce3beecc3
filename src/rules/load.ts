import type { Rule } from '../core/rule.ts'
import { type FileDocument, readDocuments } from '../document/document.ts'
import { type Finding, fault } from '../document/finding.ts'
import type { Problem } from '../document/problem.ts'
import { readFields } from '../document/schema-findings.ts'
import type { SourceFile } from '../document/source-file.ts'
import { checkKey } from './check-key.ts'
import { checkNames } from './check-names.ts'
import { checkOutcomes } from './check-outcomes.ts'
import { checkPattern } from './check-pattern.ts'
import { checkTests } from './check-tests.ts'
import { checkTimes } from './check-times.ts'
import { compileRule } from './compile.ts'
import { mapping } from './raw.ts'
import { A_RULE, type RuleInFile, type RuleSourceKind, ruleSchema } from './schema.ts'
import type { RuleTest } from './test-schema.ts'

/** A rule that is fit for use, with what its file says beside it. */
export interface LoadedRule {
  readonly rule: Rule
  readonly path: string
  /** Where its id stands: a place to point at when one of its tests fails. */
  readonly line: number
  readonly description: string | null
  readonly source: RuleSourceKind
  readonly tests: readonly RuleTest[]
}

export interface LoadedRules {
  /** The rules without errors, in the order of the files. A caller that finds an error among the problems uses none. */
  readonly rules: readonly LoadedRule[]
  /** Every problem of every file, in the order of files, lines and columns. */
  readonly problems: readonly Problem[]
}

const EMPTY = { message: 'the file holds no rule', hint: 'a rule begins with `id:`' } as const

const CHECKS = [checkNames, checkKey, checkPattern, checkTimes, checkOutcomes, checkTests] as const

/** A rule with the document that it was read from, for who has more to say about it. */
export interface ReadRule {
  readonly loaded: LoadedRule
  readonly document: FileDocument
}

/** What rule files give, with the documents. */
export interface ReadRules {
  readonly rules: readonly ReadRule[]
  readonly problems: readonly Problem[]
}

/**
 * Reads rule files. Never throws for what stands in them: all that is wrong is in `problems`, of all files at once.
 * Where an id is used twice, the first rule keeps it.
 */
export function loadRules(sources: readonly SourceFile[]): LoadedRules {
  const { rules, problems } = readRules(sources)
  return { rules: rules.map(({ loaded }) => loaded), problems }
}

/** The same, with the documents. */
export function readRules(sources: readonly SourceFile[]): ReadRules {
  const rules: ReadRule[] = []
  const problems: Problem[] = []
  const owners = new Map<string, Problem>()
  for (const source of sources) {
    const read = readDocuments(source, EMPTY)
    const found = [...read.problems]
    for (const document of read.documents) {
      const { value: file, findings } = readFields(ruleSchema, document, A_RULE)
      const faults = [...documentProblems(document, findings), ...takenId(document, owners)]
      found.push(...faults)
      const isSound = !document.isFaulty && !faults.some(({ level }) => level === 'error')
      if (isSound && file !== null) rules.push({ loaded: loadedRule(document, file), document })
    }
    problems.push(...found.sort((a, b) => a.line - b.line || a.column - b.column))
  }
  return { rules, problems }
}

function documentProblems(document: FileDocument, departures: readonly Finding[]): readonly Problem[] {
  const raw = mapping(document.data)
  const findings: Finding[] = [...departures]
  if (Object.keys(raw).length > 0) findings.push(...CHECKS.flatMap(check => check(raw)))
  return findings.map(finding => document.problem(finding))
}

/** Remembers the document's id, or tells who has it. */
function takenId(document: FileDocument, owners: Map<string, Problem>): readonly Problem[] {
  const id = mapping(document.data).id
  if (typeof id !== 'string') return []
  const owner = owners.get(id)
  if (owner === undefined) {
    owners.set(id, document.problem(fault(['id'], '')))
    return []
  }
  const first = `the first one is at ${owner.path}:${owner.line}:${owner.column}`
  return [document.problem(fault(['id'], `the id \`${id}\` is used twice`, first))]
}

function loadedRule(document: FileDocument, file: RuleInFile): LoadedRule {
  return {
    rule: compileRule(file),
    path: document.path,
    line: document.problem(fault(['id'], '')).line,
    description: file.description ?? null,
    source: file.source,
    tests: file.tests,
  }
}
