import type { Problem } from '../document/problem.ts'
import type { Setting } from './settings.ts'

/** A value that a variable or a flag gives one setting, as it will stand among those of the file. */
export interface Entry {
  readonly setting: Setting
  readonly value: unknown
  /** What gave it, as it is told: `SEQUOR_KAFKA__BROKERS`, `--set kafka.brokers`. */
  readonly from: string
}

/** What a source gives, and what is wrong with it. */
export interface Entries {
  readonly entries: readonly Entry[]
  readonly problems: readonly Problem[]
}

/** A problem of a variable or a flag: it has no line. */
export function problemOf(from: string, message: string, hint: string | null): Problem {
  return { path: from, line: 0, column: 0, level: 'error', message, hint, source: '', length: 1 }
}

/**
 * A text as the value of a setting: lists are parted by commas, numbers and booleans are read. A text that is neither stays
 * one, so that the schema refuses it in its own words.
 */
export function readValue(setting: Setting, text: string): unknown {
  switch (setting.type) {
    case 'list':
      return text.split(',').map(each => each.trim())
    case 'number':
      return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'text':
      return text
  }
}
