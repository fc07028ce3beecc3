import { type Alias, type Document, isNode, isScalar, parseAllDocuments, visit, type YAMLError } from 'yaml'
import { keyText, rangeOf, type Span, spanOf, spanOfField, spanOfWritten } from './field-place.ts'
import type { FieldPath, Finding } from './finding.ts'
import { lineStartsOf, type Place, placeIn } from './place.ts'
import type { Problem } from './problem.ts'
import type { SourceFile } from './source-file.ts'

/** One YAML document of a file: its plain data, and where each field stands. */
export interface FileDocument {
  readonly path: string
  readonly data: unknown
  /** Whether reading it found an error: a field that stands twice, a name that is none. */
  readonly isFaulty: boolean
  /** The finding at its place; at the nearest enclosing field where its own is not in the file. */
  problem(finding: Finding): Problem
  /** How a field's value is written, on one line; empty where it is not in the file. */
  written(field: FieldPath): string
}

/**
 * Aliases that a document may hold, and may expand to. A few hundred bytes of nested ones would else fill the memory; and
 * to resolve one takes a walk through the document.
 */
const MAX_ALIASES = 100

const TWICE = ['this field stands twice in its mapping', 'join the two or rename one'] as const

const NO_NAME = [
  'the name of a field must be text',
  'text that begins with `[`, `{` or `*` must stand in quotes',
] as const

const TOO_DEEP = 'it is nested too deeply'

const TOO_MANY_ALIASES = ['its aliases expand to too much', 'write the values out'] as const

/** Names that stand twice are looked for here: the parser compares each with each. */
const YAML_OPTIONS = { prettyErrors: false, version: '1.2', uniqueKeys: false, logLevel: 'error' } as const

const HINTS: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  BAD_SCALAR_START: 'write the text in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'text that holds `: ` must stand in quotes',
}

/** What a file or a document gives: documents whose syntax is sound, and what is wrong. */
interface Read {
  readonly documents: readonly FileDocument[]
  readonly problems: readonly Problem[]
}

/** What is told of a file without a document; nothing where it may be empty. */
interface Empty {
  readonly message: string
  readonly hint: string
}

/**
 * Reads the YAML documents of a file. A document with broken syntax is left out: its fields could be anything.
 * A field that stands twice is a problem, and the document is read further. `empty` says what a file without any lacks.
 */
export function readDocuments(source: SourceFile, empty: Empty | null): Read {
  const lineStarts = lineStartsOf(source.text)
  const place = (start: number, end: number) => placeIn(source, lineStarts, start, end)
  const nothing = (message: string, hint: string | null) => ({
    documents: [],
    problems: [asProblem(place(0, 0), message, hint)],
  })
  try {
    const parsed = parseAllDocuments(source.text, YAML_OPTIONS)
    const read = (Array.isArray(parsed) ? parsed : []).map(document => readDocument(source, document, place))
    const documents = read.flatMap(each => each.documents)
    const problems = read.flatMap(each => each.problems)
    if (documents.length > 0 || problems.length > 0 || empty === null) return { documents, problems }
    return nothing(empty.message, empty.hint)
  } catch (error) {
    // Reading recurses: a file of ten thousand brackets ends here and not the process.
    if (error instanceof RangeError) return nothing(TOO_DEEP, null)
    throw error
  }
}

function readDocument(source: SourceFile, document: Document.Parsed, place: PlaceOf): Read {
  const syntax = syntaxProblems(document, place)
  if (document.errors.length > 0) return { documents: [], problems: syntax }
  if (isBlank(document)) return { documents: [], problems: [] }
  const aliases = aliasProblems(document, place)
  const data = aliases.length > 0 ? null : plain(document)
  if (data === null) {
    const tooMany = asProblem(place(...spanOf(document)), ...TOO_MANY_ALIASES)
    return { documents: [], problems: [...syntax, ...(aliases.length > 0 ? aliases : [tooMany])] }
  }
  const problems = [...syntax, ...nameProblems(document, place)]
  const isFaulty = problems.some(({ level }) => level === 'error')
  return { documents: [{ ...placesIn(source, document, place), data: data.value, isFaulty }], problems }
}

type PlaceOf = (start: number, end: number) => Place

/** The document's data, or null where its aliases expand to too much. */
function plain(document: Document.Parsed): { readonly value: unknown } | null {
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) }
  } catch (error) {
    if (error instanceof ReferenceError) return null
    throw error
  }
}

/** Of syntax errors on one line, or on a line and the next, only the first: the others follow from it. */
function syntaxProblems(document: Document.Parsed, place: PlaceOf): Problem[] {
  const problems: Problem[] = []
  let last = -1
  for (const error of [...document.errors, ...document.warnings]) {
    const { line } = place(...error.pos)
    const follows = line === last || line === last + 1
    last = line
    if (follows) continue
    const problem = asProblem(place(...spanOfError(document, error)), syntaxMessage(error), HINTS[error.code] ?? null)
    problems.push({ ...problem, level: error.name === 'YAMLWarning' ? 'warning' : 'error' })
  }
  return problems
}

/** Where an error began: the parser notices a quote that is not closed only at the end of the file. */
function spanOfError(document: Document.Parsed, { code, pos }: YAMLError): Span {
  let span: Span = pos
  if (code !== 'MISSING_CHAR') return span
  visit(document, {
    Scalar: (_, { range, type }) => {
      if (type?.startsWith('QUOTE') && range && range[0] < pos[0] && range[1] >= pos[0]) span = [range[0], range[1]]
    },
  })
  return span
}

/** Aliases of nothing, and too many of them. */
function aliasProblems(document: Document.Parsed, place: PlaceOf): Problem[] {
  const aliases: Alias[] = []
  visit(document, {
    Alias: (_, alias) => {
      aliases.push(alias)
      return aliases.length > MAX_ALIASES ? visit.BREAK : undefined
    },
  })
  if (aliases.length > MAX_ALIASES) return [asProblem(place(...spanOf(document)), ...TOO_MANY_ALIASES)]
  return aliases
    .filter(alias => alias.resolve(document) === undefined)
    .map(({ range, source }) => asProblem(place(...rangeOf(range)), `there is no anchor \`&${source}\``, null))
}

/**
 * Names that would lose a field without a word: one that stands twice in its mapping, and `__proto__`, which the readers
 * after this one leave out.
 */
function nameProblems(document: Document.Parsed, place: PlaceOf): Problem[] {
  const problems: Problem[] = []
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<string>()
      for (const pair of items) {
        const name = keyText(pair)
        const span = isNode(pair.key) ? rangeOf(pair.key.range) : spanOf(document)
        if (!isScalar(pair.key)) problems.push(asProblem(place(...span), ...NO_NAME))
        if (seen.has(name)) problems.push(asProblem(place(...span), ...TWICE))
        if (name === '__proto__') problems.push(asProblem(place(...span), '`__proto__` cannot be a name', null))
        seen.add(name)
      }
    },
  })
  return problems
}

function syntaxMessage(error: YAMLError): string {
  // The parser recurses: it says so of a file of ten thousand brackets.
  if (error.code === 'RESOURCE_EXHAUSTION') return TOO_DEEP
  return `not YAML: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`
}

function isBlank(document: Document.Parsed): boolean {
  return document.contents === null || (isScalar(document.contents) && document.contents.source === '')
}

/** Where the fields of a document stand. */
function placesIn(
  source: SourceFile,
  document: Document.Parsed,
  place: PlaceOf,
): Pick<FileDocument, 'path' | 'problem' | 'written'> {
  return {
    path: source.path,
    problem: finding => ({
      ...asProblem(place(...spanOfFinding(source.text, document, finding)), finding.message, finding.hint),
      level: finding.level,
    }),
    written: field => {
      const span = spanOfWritten(document, field)
      return span === null
        ? ''
        : source.text
            .slice(...span)
            .split('\n', 1)[0]!
            .trim()
    },
  }
}

function spanOfFinding(text: string, document: Document.Parsed, { field, at, part }: Finding): Span {
  const [start, end] = spanOfField(document, field, at)
  const offset = part === undefined ? -1 : text.slice(start, end).indexOf(part)
  return part === undefined || offset < 0 ? [start, end] : [start + offset, start + offset + part.length]
}

function asProblem(place: Place, message: string, hint: string | null): Problem {
  const { path, line, column, source, length } = place
  return { path, line, column, level: 'error', message, hint, source, length }
}
