import { durationText } from '../core/duration.ts'
import type { Pattern, Rule, Threshold } from '../core/rule.ts'

/** Numbers by their names, as people write them. */
export type NamedNumbers = Readonly<Record<string, string>>

/** The numbers of a rule that may be overridden. */
export function namedNumbers(rule: Rule): NamedNumbers {
  const { pattern, suppressMs, updateEveryMs, reopenMs, outcomes } = rule
  const life = {
    suppress: durationText(suppressMs),
    update: durationText(updateEveryMs),
    reopen: durationText(reopenMs),
  }
  const ofOutcomes = Object.entries(outcomes).flatMap(([name, { severity, escalate }]) => {
    const steps = escalate.map(step => `${step.severity} after ${durationText(step.afterMs)}`)
    return [
      [`outcomes.${name}.severity`, severity],
      [`outcomes.${name}.escalate`, steps.join(', ') || 'never'],
    ]
  })
  return { ...patternNumbers(pattern), ...life, ...Object.fromEntries(ofOutcomes) }
}

/** Those of the pattern: what a kind does not have stands not here. */
export function patternNumbers(pattern: Pattern): NamedNumbers {
  switch (pattern.kind) {
    case 'expectation': {
      const within = durationText(pattern.withinMs)
      return {
        within: pattern.withinFrom === undefined ? within : `as \`${pattern.withinFrom.field}\` says, else ${within}`,
      }
    }
    case 'sequence':
    case 'all':
      return { within: durationText(pattern.withinMs) }
    case 'repeat':
    case 'distinct':
      return thresholdNumbers(pattern)
    case 'heartbeat':
      return { every: durationText(pattern.everyMs), grace: durationText(pattern.graceMs) }
    case 'single':
      return {}
  }
}

function thresholdNumbers({ count, withinMs, clear }: Threshold): NamedNumbers {
  return {
    count: String(count),
    within: durationText(withinMs),
    'clear.below': String(clear.below),
    'clear.within': durationText(clear.withinMs),
  }
}
