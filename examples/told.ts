import { type Random, whole } from '../bench/corpus/random.ts'

/** A line as its host said it, and when. */
export interface Told {
  readonly atMs: number
  readonly host: string
  readonly text: string
}

/** What a stretch of a log tells, and the incidents that must come of it: none, where it only comes near. */
export interface Story {
  readonly tells: readonly (readonly [at: string, host: string, text: string])[]
  readonly gives: readonly Given[]
}

/** The last revision of an incident. `opened` is told to the minute, as a relay's delay is drawn. */
export interface Given {
  readonly rule: string
  readonly host: string
  readonly opened: string
  readonly severity: string
  readonly resolution: string | null
}

/** `2026-03-02 09:14:29.902`, UTC, as milliseconds. */
export function at(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`)
}

export function toldBy(stories: readonly Story[]): readonly Told[] {
  return stories.flatMap(({ tells }) => tells.map(([when, host, text]): Told => ({ atMs: at(when), host, text })))
}

/** What must come of the stories, in the order of opening. */
export function givenBy(stories: readonly Story[]): readonly Given[] {
  return stories
    .flatMap(({ gives }) => gives)
    .toSorted((one, other) => (one.opened < other.opened ? -1 : Number(one.opened > other.opened)))
}

/** In the order of time, each line in the words of `written`; lines of the same time stay as they were told. */
export function logOf(told: readonly Told[], written: (told: Told) => string): string {
  return told
    .toSorted((one, other) => one.atMs - other.atMs)
    .map(line => `${written(line)}\n`)
    .join('')
}

/** `count` instants within the hour that begins at `hourMs`. */
export function within(random: Random, hourMs: number, count: number): readonly number[] {
  return Array.from({ length: count }, () => hourMs + whole(random, 0, 3_599_999))
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Mar  2`, and `09:14:29.902`: what most stamps are made of. */
export function stampOf(atMs: number): { readonly day: string; readonly time: string } {
  const iso = new Date(atMs).toISOString()
  const day = String(Number(iso.slice(8, 10))).padStart(2, ' ')
  return { day: `${MONTHS[Number(iso.slice(5, 7)) - 1]} ${day}`, time: iso.slice(11, 23) }
}
