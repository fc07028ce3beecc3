import { IANAZone } from 'luxon'
import { globTest, type TextTest } from '../core/condition.ts'
import { DAY_MS } from '../core/syslog/civil.ts'
import { packName, QUARTER_MS, type Zones } from '../core/syslog/zones.ts'
import type { Aliases } from './aliases.ts'

/** No zone is further from UTC. */
const FURTHEST_MINUTES = 14 * 60
const FIXED = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?$/

/**
 * The zone of a name: `UTC`, an offset (`+02:00`, `UTC-5`), or a name of the IANA database (`Europe/Berlin`). Null for
 * a name that is none.
 *
 * A local time that a change to summer time leaves out is read by the offset before the change. Offsets are kept by the quarter of an hour, in which no zone changes.
 */
export function zonesOf(name: string): Zones | null {
  if (/^(?:UTC|GMT|Z)$/i.test(name)) return { offsetOf: () => 0 }
  const fixed = FIXED.exec(name)
  if (fixed !== null && Number(fixed[2]) * 60 + Number(fixed[3] ?? 0) > FURTHEST_MINUTES) return null
  if (fixed !== null) {
    const offsetMs = (Number(fixed[2]) * 60 + Number(fixed[3] ?? 0)) * 60_000 * (fixed[1] === '-' ? -1 : 1)
    return { offsetOf: () => offsetMs }
  }
  if (!IANAZone.isValidZone(name)) return null
  return ianaZones(IANAZone.create(name))
}

function ianaZones(zone: IANAZone): Zones {
  const known = new Map<number, LocalOffset>()
  const at = (localMs: number): LocalOffset => {
    const quarter = Math.floor(localMs / QUARTER_MS)
    const kept = known.get(quarter)
    if (kept !== undefined) return kept
    const found = localOffset(zone, quarter * QUARTER_MS)
    if (known.size > 100_000) known.clear()
    known.set(quarter, found)
    return found
  }
  return { offsetOf: localMs => at(localMs).offsetMs, changeAt: localMs => at(localMs).change }
}

/** The offset at a local time, and what a change does to it: see Zones. */
interface LocalOffset {
  readonly offsetMs: number
  readonly change: number | null
}

/** The offset of a day before where it fits, which is the earlier of two. */
function localOffset(zone: IANAZone, localMs: number): LocalOffset {
  const offsetAt = (instantMs: number) => zone.offset(instantMs) * 60_000
  const before = offsetAt(localMs - DAY_MS)
  const after = offsetAt(localMs + DAY_MS)
  const fitsBefore = offsetAt(localMs - before) === before
  const fitsAfter = offsetAt(localMs - after) === after
  if (fitsBefore) return { offsetMs: before, change: fitsAfter && after !== before ? after : null }
  return fitsAfter ? { offsetMs: after, change: null } : { offsetMs: before, change: Number.NaN }
}

/** What a site says of its zones: lists of `ZONE` or `PATTERN=ZONE` (hosts, with `*`), and of `NAME=OFFSET`. */
export interface SiteZones {
  readonly zones: readonly string[]
  readonly abbreviations: readonly string[]
  /** Patterns are compared with the name that these give a host. */
  readonly aliases?: Aliases
}

/** A fault in one of these texts, with what to write instead. */
export interface ZoneFault {
  readonly text: string
  readonly remedy: string
}

/** The zones of a site: the first pattern that fits a host decides; else the last plain zone, else UTC. */
export function siteZones({ zones, abbreviations, aliases }: SiteZones): Zones | ZoneFault {
  const named = new Map<number, number>()
  for (const text of abbreviations) {
    const [name = '', zone = ''] = text.split('=', 2)
    const offset = FIXED.test(zone) ? zonesOf(zone)?.offsetOf(0) : undefined
    if (!/^[A-Za-z][A-Za-z0-9_/+-]{0,31}$/.test(name) || offset === undefined)
      return { text, remedy: 'write it as IST=+02:00' }
    named.set(packName(name), offset / 60_000)
  }
  let base = zonesOf('UTC')!
  const patterns: { readonly fits: TextTest; readonly zones: Zones }[] = []
  for (const text of zones) {
    const equals = text.indexOf('=')
    const found = zonesOf(text.slice(equals + 1))
    if (found === null || equals === 0)
      return {
        text,
        remedy: 'write UTC, +02:00, a name such as Europe/Berlin, or a pattern of hosts: `lab-*=Asia/Tokyo`',
      }
    if (equals < 0) base = found
    else patterns.push({ fits: globTest(text.slice(0, equals).toLowerCase()), zones: found })
  }
  const known = named.size === 0 ? {} : { abbreviations: named }
  if (patterns.length === 0) return { ...base, ...known }
  const byPattern = patterns.map(pattern => ({ ...pattern, zones: { ...pattern.zones, ...known } }))
  const otherwise = { ...base, ...known }
  const ofHost = (host: string | null) => {
    const name = host === null ? null : (aliases?.get(host) ?? host)
    return byPattern.find(({ fits }) => name !== null && fits(name))?.zones ?? otherwise
  }
  return { ...otherwise, ofHost }
}
