import { parseDuration } from './duration.ts'
import { type FieldPath, type Finding, fault } from './finding.ts'
import { list, mapping, type Raw } from './raw.ts'

const DAY_MS = 86_400_000

/** What an incident lives without news: a window must not outlive it. */
const LONGEST_SILENCE_DAYS = 7

/** What an incident lives in all. */
const LONGEST_LIFE_DAYS = 30

/** Finds times that cannot be reached because the incident has ended before, and a clearing that never holds back. */
export function checkTimes(rule: Raw): readonly Finding[] {
  const pattern = mapping(rule.pattern)
  const clear = mapping(pattern.clear)
  return [
    ...tooLong(pattern.within, ['pattern', 'within']),
    ...tooLong(clear.within, ['pattern', 'clear', 'within']),
    ...tooLong(rule.suppress, ['suppress']),
    ...tooLong(rule.reopen, ['reopen']),
    ...outcomeTimes(mapping(rule.outcomes)),
    ...clearing(pattern.count, clear.below),
  ]
}

function outcomeTimes(outcomes: Raw): readonly Finding[] {
  return Object.entries(outcomes).flatMap(([name, body]) => {
    const outcome = mapping(body)
    return [
      ...tooLong(mapping(outcome.resolve).quiet, ['outcomes', name, 'resolve', 'quiet']),
      ...list(outcome.escalate).flatMap((step, index) =>
        tooLong(mapping(step).after, ['outcomes', name, 'escalate', index, 'after'], LONGEST_LIFE_DAYS),
      ),
    ]
  })
}

function tooLong(written: unknown, field: FieldPath, days = LONGEST_SILENCE_DAYS): readonly Finding[] {
  const ms = typeof written === 'string' ? parseDuration(written) : null
  if (ms === null || ms <= days * DAY_MS) return []
  const life = days === LONGEST_LIFE_DAYS ? 'in all' : 'without news'
  return [fault(field, `\`${written}\` is longer than an incident lives ${life}`, `at most \`${days}d\``)]
}

function clearing(count: unknown, below: unknown): readonly Finding[] {
  if (typeof count !== 'number' || typeof below !== 'number' || below <= count) return []
  const message = `must be between 1 and the count, ${count}: with \`${below}\` the incident would end as it begins`
  return [fault(['pattern', 'clear', 'below'], message)]
}
