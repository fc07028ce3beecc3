import type { z } from 'zod'
import { type FieldPath, type Finding, fault, faultOfKey } from './finding.ts'
import { correction, nearest, suggestion } from './nearest.ts'
import { type RuleInFile, ruleSchema } from './schema.ts'

const A_RULE = ['a rule', 'write the fields of one rule, `id:` first; `---` begins another'] as const

type Issue = z.core.$ZodIssue

/** What a document is known by while its faults are put into words. */
interface Subject {
  readonly data: unknown
  readonly written: (field: FieldPath) => string
  /** What the document is, and how it is written; a rule if left out. */
  readonly what?: readonly [name: string, hint: string]
}

interface SchemaFinding extends Finding {
  /** The field is missing. */
  readonly missing?: true
  /** The field that this one was probably meant to be. */
  readonly meant?: FieldPath
}

/** A document as a schema reads it. */
export interface ReadFile<T> {
  /** Null if the document departs from the schema. */
  readonly file: T | null
  /** Every way in which it does, each at its field. */
  readonly findings: readonly Finding[]
}

export function readRule(subject: Subject): ReadFile<RuleInFile> {
  return readBy(ruleSchema, subject)
}

/** Reads a document by a schema, and puts into words what departs from it. */
export function readBy<T>(schema: z.ZodType<T>, subject: Subject): ReadFile<T> {
  const read = schema.safeParse(subject.data)
  if (read.success) return { file: read.data, findings: [] }
  return { file: null, findings: withoutEchoes(read.error.issues.flatMap(issue => findingsOf(issue, [], subject))) }
}

/** A field whose name was written wrong is not also missing: one slip, one problem. */
function withoutEchoes(findings: readonly SchemaFinding[]): readonly Finding[] {
  const meant = new Set(findings.flatMap(({ meant: field }) => (field === undefined ? [] : [JSON.stringify(field)])))
  return findings.filter(({ missing, field }) => !(missing === true && meant.has(JSON.stringify(field))))
}

function findingsOf(issue: Issue, base: FieldPath, subject: Subject): SchemaFinding[] {
  const field = [...base, ...issue.path] as FieldPath
  const parent = field.slice(0, -1)
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => unknownField([...field, key], key, issue.message.split(' ')))
    case 'invalid_key': {
      const [message, hint] = messageOf(issue.issues[0] ?? issue)
      return [faultOfKey(field, message, hint)]
    }
    case 'invalid_union':
      return unionFindings(issue, field, subject)
    case 'invalid_value':
      if (valueAt(subject.data, field) === undefined) return [missing(field)]
      return [notOneOf(field, valueAt(subject.data, field), issue.values.map(String))]
    case 'invalid_type':
      return [wrongType(issue, field, subject)]
    case 'too_small':
    case 'too_big':
      return [fault(field, ...sizeMessage(issue))]
    default:
      return [fault(issue.code === 'invalid_element' ? parent : field, ...messageOf(issue))]
  }
}

function unknownField(field: FieldPath, key: string, known: readonly string[]): SchemaFinding {
  const finding = faultOfKey(field, `unknown field \`${key}\``, suggestion(key, known))
  const name = nearest(key, known)
  return name === null ? finding : { ...finding, meant: [...field.slice(0, -1), name] }
}

/** Of the ways in which a value may be written, the one that was begun: its faults are those that the author means. */
function unionFindings(issue: z.core.$ZodIssueInvalidUnion, field: FieldPath, subject: Subject): SchemaFinding[] {
  const value = valueAt(subject.data, field)
  if (value === undefined) return [missing(field)]
  if (issue.errors.length === 0) {
    const options = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : []
    return [fault(field, `\`${String(value)}\` ${issue.message}`, correction(String(value), options))]
  }
  const begun = issue.errors.find(
    issues => !issues.some(each => each.code === 'invalid_type' && each.path.length === 0),
  )
  if (begun !== undefined) return begun.flatMap(each => findingsOf(each, field, subject))
  const [message, hint] = messageOf(issue)
  return [fault(field, `${message}, got ${nameOf(value)}`, hint)]
}

function wrongType(issue: z.core.$ZodIssueInvalidType, field: FieldPath, subject: Subject): SchemaFinding {
  const value = valueAt(subject.data, field)
  if (value === undefined) return missing(field)
  const [message, hint] = messageOf(issue)
  // The schema's own words, where it has any for this field.
  if (!message.startsWith('Invalid input')) return fault(field, message, hint)
  if (field.length === 0) {
    const [name, form] = subject.what ?? A_RULE
    return fault(field, `${name} is a mapping, got ${nameOf(value)}`, form)
  }
  const expected = TYPE_NAMES[issue.expected] ?? issue.expected
  const isQuotable = issue.expected === 'string' && (typeof value !== 'object' || value === null)
  return fault(
    field,
    `expected ${expected}, got ${nameOf(value)}`,
    isQuotable && value !== null ? `write it in quotes: \`"${subject.written(field)}"\`` : null,
  )
}

function notOneOf(field: FieldPath, value: unknown, options: readonly string[]): SchemaFinding {
  const shown = typeof value === 'object' ? nameOf(value) : `\`${String(value)}\``
  return fault(field, `${shown} is not one of ${options.join(', ')}`, correction(String(value), options))
}

function missing(field: FieldPath): SchemaFinding {
  return { ...fault(field, `\`${String(field.at(-1) ?? '')}\` is missing`), missing: true }
}

function sizeMessage(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): [string, string | null] {
  if (!/^Too (small|big)/.test(issue.message)) return messageOf(issue)
  if (issue.code === 'too_big') return [`must be at most ${issue.maximum}`, null]
  if (issue.origin === 'array' || issue.origin === 'string') return ['is empty', null]
  return [`must be at least ${issue.minimum}`, null]
}

/** A message of the schema: its second line, if it has one, is the hint. */
function messageOf(issue: { readonly message: string }): [string, string | null] {
  const [message, hint] = issue.message.split('\n', 2)
  return [message!, hint ?? null]
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
}

function nameOf(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  return typeof value === 'string' ? `the text \`${value}\`` : `\`${String(value)}\``
}

function valueAt(data: unknown, field: FieldPath): unknown {
  let value = data
  for (const step of field) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<string | number, unknown>>)[step]
  }
  return value
}
