import { fieldOf } from '../field-of.ts'
import type { Layout, Match } from '../match.ts'
import { type Shortfall, type ShortfallsOf, shortfallsOf } from '../near-miss.ts'
import type { EventDefinition, Rule } from '../rule.ts'
import type { RuleSet } from '../rule-set.ts'
import type { Tagged, TagObserver } from '../tag.ts'

/** How many near misses are kept for each event, and how many keys and codes are remembered. */
const NEAREST = 3
const KEYS = 1_000
const CODES = 10_000
const TEXT_LENGTH = 1_024

/** A line that has a code of an event but is not that event. */
export interface NearMiss extends Pick<Tagged, 'origin'> {
  /** In ms: the device's time, else the arrival. */
  readonly atMs: number
  readonly host: string | null
  readonly code: string | null
  readonly text: string
  readonly shortfalls: readonly Shortfall[]
  /** The events of the rule that it is. */
  readonly events: readonly string[]
}

/** What became of the lines that could have been one event of the rule. */
export interface EventTally {
  readonly definition: EventDefinition
  /** Lines that are the event, under a key that is asked for, and under others. */
  matched: number
  matchedElsewhere: number
  /** Lines with a code of it that are no event of the rule. */
  nearlyMatched: number
  /** The lines with a code of it that came nearest: of the key that is asked for, lacking least, no other event. */
  readonly nearest: readonly NearMiss[]
}

/** Lines that are an event of the rule but lack these fields of its key. */
export interface MissingKey extends Pick<NearMiss, 'origin' | 'text'> {
  readonly fields: readonly string[]
  count: number
}

/** Follows what TAG makes of the lines for one rule. What it keeps is bounded. */
export class TagWatch {
  /** The first line that lacks some fields of the key, by these fields. */
  readonly missingKeys = new Map<string, MissingKey>()
  /** The keys under which lines came: the first so many. */
  readonly keys = new Map<string, readonly string[]>()
  /** How many lines had each code: the first so many codes. */
  readonly codes = new Map<string, number>()
  readonly #rule: Rule
  readonly #rules: RuleSet
  readonly #layout: Layout
  readonly #isAsked: (key: readonly string[]) => boolean
  readonly #tallies: readonly Tally[]

  /** `rules` holds only the rule. */
  constructor(rule: Rule, rules: RuleSet, layout: Layout, isAsked: (key: readonly string[]) => boolean) {
    this.#rule = rule
    this.#layout = layout
    this.#rules = rules
    this.#isAsked = isAsked
    this.#tallies = rule.events.map(definition => {
      const counts = { definition, matched: 0, matchedElsewhere: 0, nearlyMatched: 0 }
      return { ...counts, shortfallsOf: shortfallsOf(definition), ranked: [] }
    })
  }

  /** In the order of the rule. */
  get events(): readonly EventTally[] {
    return this.#tallies.map(({ shortfallsOf: _, ranked, ...counts }) => {
      return { ...counts, nearest: ranked.map(({ miss }) => miss) }
    })
  }

  readonly observe: TagObserver = (tagged, matches) => {
    const { code } = tagged.event
    if (code === null) return
    const seen = this.codes.get(code)
    if (seen !== undefined || this.codes.size < CODES) this.codes.set(code, (seen ?? 0) + 1)
    const names = matches[0]?.events ?? []
    for (const match of matches) this.#countKey(match)
    if (matches.length === 0) this.#countMissingKey(tagged)
    for (const tally of this.#tallies) {
      if (names.includes(tally.definition.name)) this.#countMatch(tally, matches[0]!)
      else this.#countMiss(tally, tagged, names)
    }
  }

  #countKey({ key }: Match): void {
    if (this.keys.size < KEYS) this.keys.set(key.join('\u001f'), key)
  }

  #countMatch(tally: Tally, { key }: Match): void {
    if (this.#isAsked(key)) tally.matched++
    else tally.matchedElsewhere++
  }

  #countMiss(tally: Tally, tagged: Tagged, events: readonly string[]): void {
    const { event } = tagged
    const shortfalls = tally.shortfallsOf(event, this.#layout)
    if (shortfalls === null || shortfalls.length === 0) return
    if (events.length === 0) tally.nearlyMatched++
    const key = this.#rule.key.map(name => fieldOf(event, name, null) ?? '')
    const rank = [this.#isAsked(key) ? 0 : 1, shortfalls.length, events.length]
    addNearest(tally.ranked, rank, () => missOf(tagged, shortfalls, events))
  }

  #countMissingKey({ event, origin }: Tagged): void {
    const [fit] = this.#rules.fits(event, this.#layout)
    if (fit === undefined) return
    const fields = this.#rule.key.filter(name => !fieldOf(event, name, fit.extracted))
    const known = this.missingKeys.get(fields.join())
    if (known !== undefined) known.count++
    else this.missingKeys.set(fields.join(), { fields, count: 1, origin, text: shown(event.text) })
  }
}

interface Tally extends Omit<EventTally, 'nearest'> {
  readonly shortfallsOf: ShortfallsOf
  readonly ranked: Ranked[]
}

/** A near miss with its distances, of which the first that differs decides. */
interface Ranked {
  readonly rank: readonly number[]
  readonly miss: NearMiss
}

/** Keeps the nearest, and of equally near ones the first. */
function addNearest(nearest: Ranked[], rank: readonly number[], make: () => NearMiss): void {
  let place = nearest.length
  while (place > 0 && isLess(rank, nearest[place - 1]!.rank)) place--
  if (place >= NEAREST) return
  nearest.splice(place, 0, { rank, miss: make() })
  if (nearest.length > NEAREST) nearest.pop()
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index])
  return at >= 0 && a[at]! < b[at]!
}

function missOf({ event, origin }: Tagged, shortfalls: readonly Shortfall[], events: readonly string[]): NearMiss {
  const { time, arrival, host, code, text } = event
  return { origin, atMs: time ?? arrival, host, code, text: shown(text), shortfalls, events }
}

function shown(text: string): string {
  return text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH - 1)}…` : text
}
