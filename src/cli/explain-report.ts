import type { ExplainedWindow } from '../core/explain/explained-window.ts'
import type { TagWatch } from '../core/explain/tag-watch.ts'
import type { WindowWatch } from '../core/explain/window-watch.ts'
import type { Rule } from '../core/rule.ts'
import { variantFor } from '../core/rule-set.ts'
import type { AskedKey } from './key-flag.ts'

/** All that `explain` knows of a rule over a log, at its end. */
export interface ExplainReport {
  readonly rule: Rule
  readonly asked: AskedKey
  readonly tags: TagWatch
  readonly asides: WindowWatch['asides']
  /** How many windows were told. */
  readonly windows: number
}

/** A way to write what `explain` found. */
export interface ExplainFormat {
  /** `dueMs` is the deadline of a window that is undecided, else null. */
  readonly window: (explained: ExplainedWindow, dueMs: number | null) => string
  readonly end: (report: ExplainReport) => string
}

/** The rule with the numbers by which a window of this key is judged. */
export function ruleOfKey(rule: Rule, key: readonly string[]): Rule {
  return variantFor(rule)(key[rule.key.indexOf('host')] ?? null)
}
