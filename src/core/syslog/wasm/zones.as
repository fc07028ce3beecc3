// Offsets of zones from UTC, as they were told from outside.

export const QUARTER_MS: f64 = 900_000
const NOTHING: i32 = -1

/** Slots of a packed abbreviation (0 for an empty slot) and its offset in minutes. */
const NAMED_SLOTS: u32 = 256
const named = memory.data(2048, 8)

/** Slots of a quarter of an hour since 1970, plus 1, and the offset in ms at that local time. */
const LOCAL_SLOTS: u32 = 64
const local = memory.data(1024, 8)

/** The quarter of an hour whose offset is needed and was not told; NOTHING if none is. */
let askedQuarter: i32 = NOTHING
let namedOffset: i32 = 0

/** Adds a letter to a packed abbreviation; case makes no difference. */
@inline
export function packLetter(packed: u32, byte: u32): u32 {
  return packed * 27 + (byte & 31)
}

/** The slot in which an abbreviation stands, or the empty one in which it would. At least one is always empty. */
@inline
function slotOf(packed: u32): usize {
  let slot = (packed * 0x9e3779b1) >> 24
  while (true) {
    const at = named + <usize>(slot << 3)
    const key = load<u32>(at)
    if (key == packed || key == 0) return at
    slot = (slot + 1) & (NAMED_SLOTS - 1)
  }
}

/** Tells the offset of an abbreviation. There is room for 255. */
export function setNamedZone(packed: u32, offsetMinutes: i32): void {
  const at = slotOf(packed)
  store<u32>(at, packed)
  store<i32>(at, offsetMinutes, 4)
}

/** Whether the abbreviation is known: then `namedOffsetMs` has its offset. */
@inline
export function findNamedZone(packed: u32): bool {
  const at = slotOf(packed)
  namedOffset = load<i32>(at, 4)
  return packed != 0 && load<u32>(at) == packed
}

@inline
export function namedOffsetMs(): f64 {
  return <f64>namedOffset * 60_000
}

@inline
function localSlotOf(quarter: i32): usize {
  return local + <usize>((<u32>quarter & (LOCAL_SLOTS - 1)) << 4)
}

/** Tells the offset of the default zone in the quarter that was asked for. */
export function setLocalZone(quarter: i32, offsetMs: f64): void {
  const at = localSlotOf(quarter)
  store<i32>(at, quarter + 1)
  store<f64>(at, offsetMs, 8)
}

/** The quarter whose offset must be told before the line at which `pass` stopped can be passed; -1 for none. */
export function askedZone(): i32 {
  return askedQuarter
}

@inline
export function askNothing(): void {
  askedQuarter = NOTHING
}

/** The offset of the default zone at a local time from 1970 on; NaN if it was not told: then it is asked for. */
@inline
export function localOffsetMs(localMs: f64): f64 {
  const quarter = <i32>(localMs / QUARTER_MS)
  const at = localSlotOf(quarter)
  if (load<i32>(at) == quarter + 1) return load<f64>(at, 8)
  askedQuarter = quarter
  return NaN
}
