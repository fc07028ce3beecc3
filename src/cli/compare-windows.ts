import type { ExplainedWindow } from '../core/explain/explained-window.ts'
import { WindowWatch } from '../core/explain/window-watch.ts'
import { hexOf } from '../core/hash.ts'
import type { ComparedIncident, IncidentChange } from '../core/incident-changes.ts'
import { DEFAULT_LAYOUT } from '../core/match.ts'
import type { Rule } from '../core/rule.ts'
import type { Observer } from '../core/world.ts'

/** A window that explains a change, with the rule by which it was judged. */
export interface ExplainingWindow {
  readonly rule: Rule
  readonly explained: ExplainedWindow
}

/** Gathers, while a log is replayed by one rule set, the windows that explain changes of its incidents. */
export interface ChangeWatch {
  readonly observe: Observer
  /** To be called between steps of the fold. */
  readonly drain: () => void
  /** At the end of the log: the windows of each change. */
  readonly windowsOf: (change: IncidentChange) => readonly ExplainingWindow[]
}

/** Follows the windows of these rules, and keeps those that led to an incident of a change, or stood where it stood. */
export function changeWatch(rules: readonly Rule[], changes: readonly IncidentChange[]): ChangeWatch {
  const byRule = new Map(rules.map(rule => [rule.id, watchOf(rule, changes)]))
  return {
    observe: (reason, target, cause, facts) => byRule.get(target.rule)?.watch.observe(reason, target, cause, facts),
    drain: () => {
      for (const { watch, keep } of byRule.values()) watch.drain().forEach(keep)
    },
    windowsOf: change => {
      const found = byRule.get(incidentOf(change).rule)
      if (found === undefined) return []
      found.watch.drain().forEach(found.keep)
      found.watch.open().forEach(found.keep)
      return found.of(change).map(explained => ({ rule: found.rule, explained }))
    },
  }
}

function watchOf(rule: Rule, changes: readonly IncidentChange[]) {
  const own = changes.filter(change => incidentOf(change).rule === rule.id)
  const groups = new Set(own.map(change => groupText(Object.values(incidentOf(change).key))))
  const groupAt = rule.group.map(name => rule.key.indexOf(name))
  const groupOf = (key: readonly string[]) => groupText(groupAt.map(index => key[index]!))
  const watch = new WindowWatch(rule, { reorderMs: DEFAULT_LAYOUT.reorderMs, isAsked: key => groups.has(groupOf(key)) })
  const kept = new Set<ExplainedWindow>()
  const explains = (explained: ExplainedWindow, change: IncidentChange): boolean =>
    [change.before, change.after].some(one => one !== null && ledTo(explained, one)) ||
    (groupOf(explained.key) === groupText(Object.values(incidentOf(change).key)) && stoodAt(explained, change))
  return {
    rule,
    watch,
    keep: (explained: ExplainedWindow): void => {
      if (own.some(change => explains(explained, change))) kept.add(explained)
    },
    of: (change: IncidentChange) => [...kept].filter(explained => explains(explained, change)),
  }
}

export function incidentOf({ before, after }: IncidentChange): ComparedIncident {
  return (before ?? after)!
}

function groupText(values: readonly string[]): string {
  return values.join('\u0000')
}

function ledTo({ revisions }: ExplainedWindow, { id }: ComparedIncident): boolean {
  return revisions.some(revision => hexOf(revision.id) === id)
}

/** Whether a window was open when the fault of an incident began, or when it was told. */
function stoodAt({ beganMs, ended }: ExplainedWindow, change: IncidentChange): boolean {
  const { opened_at, elapsed_ms, resolved_at } = incidentOf(change)
  const openedMs = Date.parse(opened_at)
  const beginMs = Math.min(openedMs, (resolved_at === null ? openedMs : Date.parse(resolved_at)) - elapsed_ms)
  return beganMs <= openedMs && (ended === null || ended.atMs >= beginMs)
}
