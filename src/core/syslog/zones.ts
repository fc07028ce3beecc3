import { isLetter } from './ascii.ts'

/**
 * How zone-less stamps and zone abbreviations become instants.
 *
 * `offsetOf` gives the offset from UTC, in milliseconds, of the configured default zone at a local wall-clock time
 * (milliseconds since the epoch as if it were UTC). It must be pure, and the same within each quarter of an hour: rules
 * for IANA zones come from outside the core.
 */
export interface Zones {
  readonly offsetOf: (localMs: number) => number
  /**
   * What a change of the offset does to a local time: the later offset of one that occurs twice, NaN for one that is left
   * out, null for nearly all. Absent where offsets never change.
   */
  readonly changeAt?: (localMs: number) => number | null
  /** The zones of one device; absent where all devices share these. */
  readonly ofHost?: (host: string | null) => Zones
  /** What names of zones mean here, by zoneName, in minutes; before those of the table. */
  readonly abbreviations?: ReadonlyMap<number, number>
}

/** The quarter of an hour, in which no zone changes. */
export const QUARTER_MS = 900_000

export const UTC: Zones = { offsetOf: () => 0 }

/**
 * Offsets from UTC in minutes by abbreviation, as devices print them behind a stamp.
 *
 * An abbreviation is a name that an operator typed (`clock timezone`), so some have more than one meaning. Chosen here:
 * BST is British summer time, CST and CDT are North American, EST and EDT likewise, AST is Atlantic, IST is India
 * (not Ireland, not Israel), SST is Samoa, GST is the Gulf, WST is Western Australia.
 * The text of the table is `name=+hh:mm`.
 */
const TABLE = `
UTC=+00:00 UT=+00:00 GMT=+00:00 Z=+00:00 ZULU=+00:00 WET=+00:00 WEST=+01:00 WEDT=+01:00 BST=+01:00
CET=+01:00 CEST=+02:00 CEDT=+02:00 MET=+01:00 MEZ=+01:00 MEST=+02:00 MESZ=+02:00 METDST=+02:00 CETDST=+02:00
EET=+02:00 EEST=+03:00 EEDT=+03:00 TRT=+03:00 MSK=+03:00 MSD=+04:00 SAST=+02:00 CAT=+02:00 EAT=+03:00 WAT=+01:00
IDT=+03:00 GST=+04:00 IRST=+03:30 PKT=+05:00 IST=+05:30 NPT=+05:45 ICT=+07:00 WIB=+07:00 WITA=+08:00 WIT=+09:00
SGT=+08:00 HKT=+08:00 MYT=+08:00 PHT=+08:00 AWST=+08:00 WST=+08:00 JST=+09:00 KST=+09:00 ACST=+09:30 ACDT=+10:30
AEST=+10:00 AEDT=+11:00 AUSEST=+10:00 NZST=+12:00 NZDT=+13:00
AST=-04:00 ADT=-03:00 EST=-05:00 EDT=-04:00 CST=-06:00 CDT=-05:00 MST=-07:00 MDT=-06:00 PST=-08:00 PDT=-07:00
AKST=-09:00 AKDT=-08:00 HST=-10:00 HDT=-09:00 SST=-11:00 NST=-03:30 NDT=-02:30
BRT=-03:00 BRST=-02:00 ART=-03:00 CLT=-04:00 CLST=-03:00 COT=-05:00 PET=-05:00 VET=-04:00`

/** Longest abbreviation of the table, in letters: six letters of five bits fit a small integer. */
export const LONGEST_ABBREVIATION = 6

/** Adds a letter to a packed abbreviation; case makes no difference. Begin with 0. */
export function packLetter(packed: number, byte: number): number {
  return packed * 27 + (byte & 31)
}

/** Longest name of a zone that an operator may give a meaning, in bytes. */
export const LONGEST_ZONE_NAME = 32
/** Devices print no more letters than these; what is longer, or holds other bytes, is hashed, to numbers from here on. */
const LONGEST_PACKED = 7
const HASHED = 2 ** 40

/** The number by which a zone's name is known, whatever its case; the packed one of an abbreviation. */
export function zoneName(bytes: Uint8Array, from: number, to: number): number {
  let packed = 0
  let hash = 0
  let isPacked = to - from <= LONGEST_PACKED
  for (let pos = from; pos < to; pos++) {
    const byte = bytes[pos]!
    const isPart = isLetter(byte)
    packed = packLetter(packed, byte)
    hash = Math.imul(hash ^ (isPart ? byte | 0x20 : byte), 0x01000193) >>> 0
    isPacked &&= isPart
  }
  return isPacked ? packed : HASHED + hash
}

/** The same of a text. */
export function packName(name: string): number {
  const bytes = new TextEncoder().encode(name)
  return zoneName(bytes, 0, bytes.length)
}

const offsets = new Map<number, number>()
for (const [, name, sign, hours, minutes] of TABLE.matchAll(/([A-Z]+)=([+-])(\d\d):(\d\d)/g)) {
  offsets.set(packName(name!), (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1))
}

/** Every abbreviation of the table, packed, with its offset from UTC in minutes. */
export const zonesByName: ReadonlyMap<number, number> = offsets

const PACKED_UTC = packName('UTC')

/** Offset from UTC in minutes of a packed abbreviation; undefined if the table does not know it. */
export function abbreviationOffset(packed: number): number | undefined {
  return packed === PACKED_UTC ? 0 : offsets.get(packed)
}
