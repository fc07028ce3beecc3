import type { WeekSpans } from '../core/rule.ts'
import { DAY_MINUTES, WEEK_MINUTES } from '../core/week-times.ts'

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const

/** The days' names as one part of an expression. */
const DAY = `(?:${DAYS.join('|')})`
const DAY_LIST = `${DAY}(?:-${DAY})?(?:,${DAY}(?:-${DAY})?)*`
const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d'

/** `Mon-Fri 07:00-19:00`, `Sat,Sun`, `22:00-06:00`. */
export const WEEK_SPAN = new RegExp(`^(?:(${DAY_LIST})(?: (?=\\d)|$))?(?:(${TIME})-(${TIME}|24:00))?$`)

/**
 * Reads days, or times of a day, or both; null where a text is none of them, or holds no minute.
 *
 * Without days it is every day, without times the whole day. Times that end before they begin go over midnight and belong
 * to the day on which they begin; days likewise may go over Sunday. The end is exclusive.
 */
export function parseWeekSpan(text: string): WeekSpans | null {
  const read = WEEK_SPAN.exec(text)
  if (text === '' || read === null) return null
  const [, days, begin = '00:00', end = '24:00'] = read
  if (begin === end) return null
  const from = minutesOf(begin)
  const length = (minutesOf(end) - from + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES
  const spans = daysOf(days).flatMap(day => withinWeek(day * DAY_MINUTES + from, length))
  return spans.toSorted(([a], [b]) => a - b)
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

function daysOf(list: string | undefined): readonly number[] {
  if (list === undefined) return DAYS.map((_, day) => day)
  return [...new Set(list.split(',').flatMap(range => daysOfRange(range)))]
}

function daysOfRange(range: string): readonly number[] {
  const [first, last = first] = range.split('-').map(name => (DAYS as readonly string[]).indexOf(name)) as [
    number,
    number?,
  ]
  const count = ((last - first + DAYS.length) % DAYS.length) + 1
  return Array.from({ length: count }, (_, i) => (first + i) % DAYS.length)
}

function withinWeek(from: number, length: number): WeekSpans {
  const to = from + length
  if (to <= WEEK_MINUTES) return [[from, to]]
  return [
    [from, WEEK_MINUTES],
    [0, to - WEEK_MINUTES],
  ]
}
