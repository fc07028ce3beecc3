import type { Event } from '../event.ts'
import { fieldOf } from '../field-of.ts'
import type { Match } from '../match.ts'
import { type Shortfall, shortfallsOf } from '../near-miss.ts'
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
}

/** What became of the lines that could have been one event of the rule. */
export interface EventTally {
  readonly definition: EventDefinition
  /** Lines that are the event, under a key that is asked for, and under others. */
  matched: number
  matchedElsewhere: number
  /** Lines with a code of it that are not the event, and those that came nearest. */
  missed: number
  readonly nearest: NearMiss[]
}

/** Lines that are an event of the rule but lack these fields of its key. */
export interface MissingKey extends Pick<NearMiss, 'origin' | 'text'> {
  readonly fields: readonly string[]
  count: number
}

/** Follows what TAG makes of the lines for one rule. */
export interface TagWatch {
  readonly observe: TagObserver
  readonly events: readonly EventTally[]
  readonly missingKeys: ReadonlyMap<string, MissingKey>
  /** The keys under which lines came, with their number: the first so many. */
  readonly keys: ReadonlyMap<string, { readonly key: readonly string[]; lines: number }>
  /** How many lines had each code: the first so many codes. */
  readonly codes: ReadonlyMap<string, number>
}

export function tagWatch(rule: Rule, rules: RuleSet, isAsked: (key: readonly string[]) => boolean): TagWatch {
  const events = rule.events.map((definition): EventTally => {
    return { definition, matched: 0, matchedElsewhere: 0, missed: 0, nearest: [] }
  })
  const tests = events.map(tally => ({ tally, shortfalls: shortfallsOf(tally.definition) }))
  const missingKeys = new Map<string, MissingKey>()
  const keys = new Map<string, { readonly key: readonly string[]; lines: number }>()
  const codes = new Map<string, number>()

  const countMatch = ({ key, events: names }: Match): void => {
    const asked = isAsked(key)
    for (const tally of events) {
      if (!names.includes(tally.definition.name)) continue
      if (asked) tally.matched++
      else tally.matchedElsewhere++
    }
    const name = key.join('\u001f')
    const known = keys.get(name)
    if (known !== undefined) known.lines++
    else if (keys.size < KEYS) keys.set(name, { key, lines: 1 })
  }

  const countMisses = (tagged: Tagged, names: readonly string[]): void => {
    for (const { tally, shortfalls } of tests) {
      if (names.includes(tally.definition.name)) continue
      const found = shortfalls(tagged.event)
      if (found !== null && found.length > 0) addMiss(tally, tagged, found)
    }
  }

  const countMissingKey = (tagged: Tagged): void => {
    const [fit] = rules.fits(tagged.event)
    if (fit === undefined) return
    const fields = rule.key.filter(name => !fieldOf(tagged.event, name, fit.extracted))
    const known = missingKeys.get(fields.join())
    if (known !== undefined) known.count++
    else missingKeys.set(fields.join(), { fields, count: 1, origin: tagged.origin, text: shown(tagged.event.text) })
  }

  return {
    observe: (tagged, matches) => {
      const { code } = tagged.event
      const seen = codes.get(code!)
      if (seen !== undefined || codes.size < CODES) codes.set(code!, (seen ?? 0) + 1)
      for (const match of matches) countMatch(match)
      if (matches.length === 0) countMissingKey(tagged)
      countMisses(tagged, matches[0]?.events ?? [])
    },
    events,
    missingKeys,
    keys,
    codes,
  }
}

/** Keeps the nearest, and of equally near ones the first. */
function addMiss(tally: EventTally, { event, origin }: Tagged, shortfalls: readonly Shortfall[]): void {
  const { nearest } = tally
  tally.missed++
  const place = nearest.findIndex(other => other.shortfalls.length > shortfalls.length)
  if (place < 0 && nearest.length >= NEAREST) return
  const miss = {
    origin,
    atMs: momentOf(event),
    host: event.host,
    code: event.code,
    text: shown(event.text),
    shortfalls,
  }
  nearest.splice(place < 0 ? nearest.length : place, 0, miss)
  if (nearest.length > NEAREST) nearest.pop()
}

function momentOf({ time, arrival }: Event): number {
  return time ?? arrival
}

function shown(text: string): string {
  return text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH - 1)}…` : text
}
