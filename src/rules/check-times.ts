import { LONGEST_LIFE_MS, LONGEST_WITHOUT_NEWS_MS } from '../core/longest.ts'
import { DAY_MS } from '../core/syslog/civil.ts'
import { parseDuration } from '../document/duration.ts'
import { type FieldPath, type Finding, fault } from '../document/finding.ts'
import { list, mapping, type Raw } from './raw.ts'

/** Finds times that cannot be reached because the incident has ended before, and a clearing that never holds back. */
export function checkTimes(rule: Raw): readonly Finding[] {
  const pattern = mapping(rule.pattern)
  const clear = mapping(pattern.clear)
  return [
    ...tooLong(pattern.within, ['pattern', 'within']),
    ...(['most', 'otherwise'] as const).flatMap(name =>
      tooLong(mapping(pattern.within)[name], ['pattern', 'within', name]),
    ),
    ...tooLong(pattern.every, ['pattern', 'every']),
    ...tooLong(pattern.grace, ['pattern', 'grace']),
    ...tooLong(mapping(rule.grace).for, ['grace', 'for']),
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
        tooLong(mapping(step).after, ['outcomes', name, 'escalate', index, 'after'], LONGEST_LIFE_MS),
      ),
    ]
  })
}

/** A window must not outlive an incident. */
function tooLong(written: unknown, field: FieldPath, longestMs = LONGEST_WITHOUT_NEWS_MS): readonly Finding[] {
  const ms = typeof written === 'string' ? parseDuration(written) : null
  if (ms === null || ms <= longestMs) return []
  const life = longestMs === LONGEST_LIFE_MS ? 'in all' : 'without news'
  return [fault(field, `\`${written}\` is longer than an incident lives ${life}`, `at most \`${longestMs / DAY_MS}d\``)]
}

function clearing(count: unknown, below: unknown): readonly Finding[] {
  if (typeof count !== 'number' || typeof below !== 'number' || below <= count) return []
  const message = `must be between 1 and the count, ${count}: with \`${below}\` the incident would end as it begins`
  return [fault(['pattern', 'clear', 'below'], message)]
}
