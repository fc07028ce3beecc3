import type { ExplainedLine, ExplainedWindow, Step } from '../core/explain/explained-window.ts'
import { omitted } from '../core/explain/kept.ts'
import type { EventTally, NearMiss } from '../core/explain/tag-watch.ts'
import { hexOf } from '../core/hash.ts'
import { isoOf } from '../core/iso.ts'
import { momentOf } from '../core/line-order.ts'
import type { Rule } from '../core/rule.ts'
import { type ExplainFormat, ruleOfKey } from './explain-report.ts'
import { asideSentence, endingOf, otherKeyText, sentenceOf } from './explain-words.ts'
import { shortfallText } from './shortfall-words.ts'

/** One object a line: first each window, as it ends, then each event of the rule, then lines that changed nothing. */
export function ndjsonFormat(rule: Rule): ExplainFormat {
  return {
    window: (explained, dueMs) => lineOf(windowOf(ruleOfKey(rule, explained.key), explained, dueMs)),
    end: ({ tags, asides }) => {
      const others = [...asides].map(([reason, { first, last, total }]) => ({
        kind: 'aside',
        rule: rule.id,
        reason,
        count: total,
        lines: [...first, ...last].map(({ key, line, facts }) => ({
          key: named(rule.key, key),
          explanation: asideSentence(reason, facts, rule),
          ...explainedLine(line),
        })),
      }))
      const lacking = [...tags.missingKeys.values()].map(({ fields, count, origin, text }) => {
        return { kind: 'missing_key', rule: rule.id, fields, count, text, origin }
      })
      return [...tags.events.map(tally => eventOf(rule, tally)), ...others, ...lacking].map(lineOf).join('')
    },
  }
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`
}

function windowOf(rule: Rule, explained: ExplainedWindow, dueMs: number | null): object {
  const told = { rule, explained }
  const { lines, steps, ended } = explained
  return {
    kind: 'window',
    rule: rule.id,
    key: named(rule.key, explained.key),
    began_at: isoOf(explained.beganMs),
    ended_at: ended === null ? null : isoOf(ended.atMs),
    ending: ended?.reason ?? (dueMs === null ? 'open' : 'undecided'),
    explanation: endingOf(told, dueMs),
    due_at: dueMs === null ? null : isoOf(dueMs),
    lines: [...lines.first, ...lines.last].map(explainedLine),
    lines_omitted: omitted(lines),
    steps: [...steps.first, ...steps.last].map(step => stepJson(step, sentenceOf(step, told))),
    steps_omitted: omitted(steps),
    incidents: explained.revisions.map(({ id, first, last }) => {
      return { id: hexOf(id), first_revision: first, last_revision: last }
    }),
    other_keys: explained.otherKeys.map(other => ({
      key: named(rule.key, other.key),
      elapsed_ms: other.elapsedMs,
      explanation: otherKeyText(other, told),
      ...explainedLine(other),
    })),
  }
}

function stepJson({ reason, atMs, facts, incident }: Step, explanation: string): object {
  return {
    time: isoOf(atMs),
    reason,
    explanation,
    elapsed_ms: facts.elapsedMs ?? null,
    incident: incident === null ? null : { ...incident, id: hexOf(incident.id) },
  }
}

function explainedLine({ events, line, lateMs }: ExplainedLine): object {
  return {
    time: isoOf(momentOf(line)),
    clock: line.time === null ? 'arrival' : 'device',
    events,
    host: line.host,
    code: line.code,
    text: line.text,
    late_ms: lateMs,
    origin: line.origin,
  }
}

function eventOf(rule: Rule, { definition, matched, matchedElsewhere, nearlyMatched, nearest }: EventTally): object {
  return {
    kind: 'event',
    rule: rule.id,
    event: definition.name,
    matched,
    matched_of_other_keys: matchedElsewhere,
    nearly_matched: nearlyMatched,
    nearest: nearest.map(({ atMs, events, host, code, text, shortfalls, origin }: NearMiss) => {
      return { time: isoOf(atMs), events, host, code, text, lacks: shortfalls.map(shortfallText), origin }
    }),
  }
}

function named(names: readonly string[], values: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name, index) => [name, values[index]!]))
}
