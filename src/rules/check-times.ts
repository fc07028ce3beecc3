import { durationText } from '../core/duration.ts'
import { LONGEST_LIFE_MS, LONGEST_WITHOUT_NEWS_MS } from '../core/longest.ts'
import { DAY_MS } from '../core/syslog/civil.ts'
import { parseDuration } from '../document/duration.ts'
import { doubt, type FieldPath, type Finding, fault } from '../document/finding.ts'
import { list, mapping, type Raw } from './raw.ts'

/** A duration of a rule as it is written, and the longest that makes sense in its place. */
interface WrittenTime {
  readonly written: unknown
  readonly field: FieldPath
  readonly longestMs: number
}

/** Finds times that cannot be reached because the incident has ended before, and a clearing that never holds back. */
export function checkTimes(rule: Raw): readonly Finding[] {
  const pattern = mapping(rule.pattern)
  return [...timesOf(rule).flatMap(tooLong), ...clearing(pattern.count, mapping(pattern.clear).below)]
}

/** Finds times that are longer than the matches are kept: a shard that is rebuilt would not know how they began. */
export function checkRetention(rule: Raw, retentionMs: number): readonly Finding[] {
  return timesOf(rule).flatMap(({ written, field }) => {
    const ms = typeof written === 'string' ? parseDuration(written) : null
    if (ms === null || ms <= retentionMs) return []
    const message = `\`${written}\` is longer than matches are kept, ${durationText(retentionMs)}`
    return [{ ...doubt(field, message, 'keep the matches longer, or shorten it'), at: 'value' as const }]
  })
}

function timesOf(rule: Raw): readonly WrittenTime[] {
  const pattern = mapping(rule.pattern)
  const within = mapping(pattern.within)
  return [
    time(pattern.within, ['pattern', 'within']),
    time(within.most, ['pattern', 'within', 'most']),
    time(within.otherwise, ['pattern', 'within', 'otherwise']),
    time(pattern.every, ['pattern', 'every']),
    time(pattern.grace, ['pattern', 'grace']),
    time(mapping(rule.grace).for, ['grace', 'for']),
    time(mapping(pattern.clear).within, ['pattern', 'clear', 'within']),
    time(rule.suppress, ['suppress']),
    time(rule.reopen, ['reopen']),
    ...outcomeTimes(mapping(rule.outcomes)),
  ]
}

function outcomeTimes(outcomes: Raw): readonly WrittenTime[] {
  return Object.entries(outcomes).flatMap(([name, body]) => {
    const outcome = mapping(body)
    return [
      time(mapping(outcome.resolve).quiet, ['outcomes', name, 'resolve', 'quiet']),
      ...list(outcome.escalate).map((step, index) =>
        time(mapping(step).after, ['outcomes', name, 'escalate', index, 'after'], LONGEST_LIFE_MS),
      ),
    ]
  })
}

function time(written: unknown, field: FieldPath, longestMs = LONGEST_WITHOUT_NEWS_MS): WrittenTime {
  return { written, field, longestMs }
}

/** A window must not outlive an incident. */
function tooLong({ written, field, longestMs }: WrittenTime): readonly Finding[] {
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
