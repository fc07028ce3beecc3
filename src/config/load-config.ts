import { type FileDocument, readDocuments } from '../document/document.ts'
import type { FieldPath, Finding } from '../document/finding.ts'
import type { Problem } from '../document/problem.ts'
import { readFields } from '../document/schema-findings.ts'
import type { SourceFile } from '../document/source-file.ts'
import { type Entry, problemOf } from './entry.ts'
import { entriesOfEnvironment, type ReadText } from './environment.ts'
import { entriesOfFlags } from './flags.ts'
import { discreetFinding, discreetProblem } from './redaction.ts'
import { type Config, configSchema } from './schema.ts'
import { type SettingValue, settingValues } from './setting-values.ts'

/** Where a configuration comes from; the later wins. */
export interface ConfigSources {
  /** Null where there is none: everything may come from the environment. */
  readonly file: SourceFile | null
  readonly environment: Readonly<Record<string, string | undefined>>
  /** `NAME=VALUE` each. */
  readonly sets: readonly string[]
  readonly readText: ReadText
}

export interface LoadedConfig {
  /** Null if anything is wrong: a configuration is used as a whole or not at all. */
  readonly config: Config | null
  /** Every setting that has a value, and what gave it; what was read, even of a configuration that is wrong. */
  readonly values: readonly SettingValue[]
  /** All that is wrong, of all sources: first the file's by their places, then those of variables and flags. */
  readonly problems: readonly Problem[]
}

const WHOLE = { name: 'a configuration', hint: 'write sections such as `lines:` and `kafka:`' } as const

/** Reads the configuration from its sources. Never throws for what stands in them, and tells no secret. */
export function loadConfig({ file, environment, sets, readText }: ConfigSources): LoadedConfig {
  const { document, problems: faults } = documentOf(file)
  const variables = entriesOfEnvironment(environment, readText)
  const flags = entriesOfFlags(sets)
  const entries = new Map([...variables.entries, ...flags.entries].map(entry => [entry.setting.name, entry]))
  const data = structuredClone(document?.data ?? {})
  for (const entry of entries.values()) setAt(data, entry)
  const read = readFields(configSchema, { data, written: field => document?.written(field) ?? '' }, WHOLE)
  // A file whose syntax is broken has no fields: that they are missing says nothing.
  const findings = file !== null && document === null && faults.length > 0 ? [] : read.findings
  const found = [...faults, ...findings.map(finding => placed(discreetFinding(finding), document, entries))]
  const problems = [...found.sort(byPlace), ...variables.problems, ...flags.problems]
  return { config: problems.length > 0 ? null : read.value, values: settingValues(data, entries, document), problems }
}

function documentOf(file: SourceFile | null): { document: FileDocument | null; problems: readonly Problem[] } {
  if (file === null) return { document: null, problems: [] }
  const { documents, problems } = readDocuments(file, null)
  const [document, second] = documents
  const faults = problems.map(discreetProblem)
  if (second !== undefined) {
    const finding = {
      field: [],
      at: 'value',
      level: 'error',
      message: 'a configuration is one document',
      hint: 'leave `---` and what follows it out',
    } as const
    faults.push(discreetProblem(second.problem(finding)))
  }
  return { document: document ?? null, problems: faults }
}

/** Sets a value in plain data. Where something else than a mapping stands in its way, that stays, for the schema to refuse. */
function setAt(data: unknown, { setting, value }: Entry): void {
  let node = data
  for (const [index, step] of setting.path.entries()) {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return
    const fields = node as Record<string, unknown>
    if (index === setting.path.length - 1) fields[step] = value
    else fields[step] ??= {}
    node = fields[step]
  }
}

/** A finding where the value came from; what is missing is shown in the file where it should stand. */
function placed(finding: Finding, document: FileDocument | null, entries: ReadonlyMap<string, Entry>): Problem {
  const entry = entryOf(finding.field, entries)
  if (entry !== undefined) return problemOf(entry.from, finding.message, finding.hint)
  if (document !== null) return discreetProblem(document.problem(finding))
  return problemOf('configuration', finding.message, finding.hint)
}

/** What gave the field, or the list in which it stands. */
function entryOf(field: FieldPath, entries: ReadonlyMap<string, Entry>): Entry | undefined {
  for (let length = field.length; length > 0; length--) {
    const entry = entries.get(field.slice(0, length).join('.'))
    if (entry !== undefined) return entry
  }
  return undefined
}

function byPlace(a: Problem, b: Problem): number {
  const last = (problem: Problem) => (problem.line === 0 ? 1 : 0)
  return last(a) - last(b) || a.line - b.line || a.column - b.column
}
