import type { Layout } from './match.ts'
import type { Outcome, Pattern, Rule } from './rule.ts'

/**
 * How long before an instant a log must be read so that windows that were open then are known, with what they hold back:
 * suppression, reopening, quiet and grace. In ms.
 *
 * An incident that had been open for longer is not known: its news may open one anew.
 */
export function lookbackMs(rules: readonly Rule[], { reorderMs, disorderMs, aheadMs }: Layout): number {
  const all = rules.flatMap(rule => [rule, ...(rule.variants ?? []).map(variant => variant.rule)])
  return Math.max(0, ...all.map(ruleMs)) + reorderMs + disorderMs + aheadMs
}

function ruleMs({ pattern, outcomes, suppressMs, reopenMs, grace }: Rule): number {
  const quietMs = Math.max(0, ...Object.values(outcomes).map((outcome: Outcome) => outcome.resolve.quietMs ?? 0))
  return windowMs(pattern) + (grace?.forMs ?? 0) + Math.max(suppressMs, quietMs + reopenMs)
}

function windowMs(pattern: Pattern): number {
  switch (pattern.kind) {
    case 'expectation':
      return Math.max(pattern.withinMs, pattern.withinFrom?.mostMs ?? 0)
    case 'repeat':
    case 'distinct':
      return Math.max(pattern.withinMs, pattern.clear.withinMs)
    case 'sequence':
    case 'all':
      return pattern.withinMs
    case 'heartbeat':
      return pattern.everyMs + pattern.graceMs
    case 'single':
      return 0
  }
}
