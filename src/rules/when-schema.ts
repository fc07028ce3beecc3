import { z } from 'zod'
import type { WeekSpans } from '../core/rule.ts'
import { offsetsOf } from '../core/zone-offsets.ts'
import { fields, ifFieldsAreSound, oneOrMany } from '../document/schema-parts.ts'
import { parseWeekSpan } from './week-spans.ts'

const span = z
  .string()
  .refine(text => parseWeekSpan(text) !== null, { error: issue => spanFault(String(issue.input)) })
  .meta({ examples: ['Mon-Fri 07:00-19:00', 'Sat,Sun', '22:00-06:00'] })

const spans = oneOrMany(span, 'days and times such as `Mon-Fri 07:00-19:00`')
  .transform(texts => joined(texts.flatMap(text => parseWeekSpan(text) ?? [])))
  .exactOptional()

const zone = z
  .string()
  .refine(name => offsetsOf(name) !== null, {
    error: issue =>
      `\`${String(issue.input)}\` is not a zone\nwrite \`UTC\`, an offset such as \`+02:00\`, or a name such as \`Europe/Berlin\``,
  })
  .default('UTC')

/** Local times of the week, as they are written and as rules have them. */
export const whenSchema = fields({
  inside: spans.describe('The line was written in one of these spans of the week. The end is exclusive.'),
  outside: spans.describe('The line was written in none of these spans of the week. The end is exclusive.'),
  zone: zone.describe('Whose clock on the wall it is: `UTC`, an offset, or a name of the IANA database.'),
})
  .refine(({ inside, outside }) => inside !== undefined || outside !== undefined, {
    ...ifFieldsAreSound,
    error: 'says nothing\ngive `inside` or `outside`',
  })
  .meta({ examples: [{ outside: 'Mon-Fri 07:00-19:00', zone: 'Europe/Berlin' }] })

function spanFault(written: string): string {
  const times = /(\d\d:\d\d)-(\d\d:\d\d)$/.exec(written)
  if (times !== null && times[1] === times[2]) {
    return `\`${written}\` ends where it begins\nleave the times out for whole days, or write \`00:00-24:00\``
  }
  const hour = /(?:^|\s|-)(\d:\d\d)/.exec(written)
  if (hour !== null) return `\`${written}\` is not a span of the week\nhours have two digits: \`0${hour[1]}\``
  return `\`${written}\` is not a span of the week\nwrite days (Mon, Tue, Wed, Thu, Fri, Sat, Sun), times, or both: \`Mon-Fri 07:00-19:00\`, \`Sat,Sun\`, \`22:00-06:00\``
}

/** The same minutes as spans in their order, of which none touches the next: equal times are equal data. */
function joined(parts: WeekSpans): WeekSpans {
  const all: [number, number][] = []
  for (const [from, to] of parts.toSorted(([a], [b]) => a - b)) {
    const last = all.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else all.push([from, to])
  }
  return all
}
