// Looks for pieces of text in the text of a line. The tables are those of piece-table.ts, where they are explained.

const WINDOW: usize = 4
const CASE_BIT: u32 = 0x20
const CASE_BITS: u32 = 0x20202020

let strides: usize = 0
let sieves: usize = 0
let slots: usize = 0
let shift: u32 = 0
let entries: usize = 0
let letters: usize = 0

export function setPieces(stridesAt: usize, sievesAt: usize, slotsAt: usize, slotShift: u32, entriesAt: usize, lettersAt: usize): void {
  strides = stridesAt
  sieves = sievesAt
  slots = slotsAt
  shift = slotShift
  entries = entriesAt
  letters = lettersAt
}

/** 0 for a group without pieces. */
@inline
export function strideOf(group: u32): u32 {
  return load<u32>(strides + (<usize>group << 2))
}

/** Whether a group wants the text in [start, end): a piece of it stands there, or it has none and wants every text. */
export function wantsText(group: u32, start: usize, end: usize): bool {
  const stride = <usize>strideOf(group)
  if (stride == 0) return true
  const sieve = sieves + (<usize>group << 6)
  const seed = (group + 1) * 0x9e3779b1
  for (let at = start; at + WINDOW <= end; at += stride) {
    const window = load<u32>(at) | CASE_BITS
    const hash = (window ^ seed) * 0x85ebca6b
    if (((load<u32>(sieve + (<usize>(hash >> 28) << 2)) >> ((hash >> 23) & 31)) & 1) == 0) continue
    let entry = load<u32>(slots + (<usize>(hash >> shift) << 2))
    while (entry > 0) {
      const place = entries + (<usize>entry << 2)
      if (load<u32>(place) == window && load<u32>(place, 4) == group) {
        const from = at - <usize>load<u32>(place, 8)
        if (from >= start && isPiece(letters + <usize>load<u32>(place, 12), from, <usize>load<u32>(place, 16), end)) return true
      }
      entry = load<u32>(place, 24)
    }
  }
  return false
}

function isPiece(piece: usize, from: usize, length: usize, end: usize): bool {
  if (from + length > end) return false
  for (let i: usize = 0; i < length; i++) if ((load<u8>(from + i) | CASE_BIT) != load<u8>(piece + i)) return false
  return true
}
