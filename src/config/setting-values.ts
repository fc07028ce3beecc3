import type { FileDocument } from '../document/document.ts'
import { fault } from '../document/finding.ts'
import type { Entry } from './entry.ts'
import { HIDDEN } from './secret.ts'
import { SETTINGS, type Setting } from './settings.ts'

/** The value of a setting and where it comes from. */
export interface SettingValue {
  readonly setting: Setting
  /** As it is written; of a secret only that there is one. */
  readonly value: unknown
  /** `FILE:LINE:COLUMN`, the name of a variable, or a flag; null for a default. */
  readonly from: string | null
}

/** Every setting that has a value, in the order of the schema. Data are those of the file with the entries set in them. */
export function settingValues(
  data: unknown,
  entries: ReadonlyMap<string, Entry>,
  document: FileDocument | null,
): readonly SettingValue[] {
  return SETTINGS.flatMap((setting): SettingValue[] => {
    const written = valueAt(data, setting.path)
    if (written !== undefined) {
      return [{ setting, value: setting.isSecret ? HIDDEN : written, from: sourceOf(setting, entries, document) }]
    }
    const applies = setting.within.every(section => valueAt(data, section.split('.')) !== undefined)
    return setting.defaultValue === undefined || !applies ? [] : [{ setting, value: setting.defaultValue, from: null }]
  })
}

function sourceOf(setting: Setting, entries: ReadonlyMap<string, Entry>, document: FileDocument | null): string | null {
  const entry = entries.get(setting.name)
  if (entry !== undefined || document === null) return entry?.from ?? null
  const { path, line, column } = document.problem(fault(setting.path, ''))
  return `${path}:${line}:${column}`
}

function valueAt(data: unknown, path: readonly string[]): unknown {
  let value = data
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[step]
  }
  return value
}
