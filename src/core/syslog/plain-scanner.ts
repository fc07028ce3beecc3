import type { LineFilter } from '../dispatch.ts'
import { PLAIN_LINES_WASM } from './wasm/plain-lines-wasm.ts'
import { type Zones, zonesByName } from './zones.ts'

const PAGE_BYTES = 65_536
/** Behind the page that the module keeps for itself stand the tables of the filter. */
const TABLES_AT = PAGE_BYTES
/** For the codes that came lately: see code.as. */
const MEMO_BYTES = 256 * 80
/** Zeros behind the buffer: the scanner looks a few bytes ahead, and finds no header there. */
const PADDING_BYTES = 128

/** What plain-lines.as exports. Positions are addresses in its memory. */
export interface PlainExports {
  readonly begin: (trieAt: number, memoAt: number, longestLineBytes: number, groupOfAnyCode: number) => void
  readonly setPieces: (
    stridesAt: number,
    sievesAt: number,
    slotsAt: number,
    slotShift: number,
    entriesAt: number,
    lettersAt: number,
  ) => void
  readonly pass: (start: number, end: number, nowMs: number, sawSetClock: number) => number
  readonly isPlainRecord: (start: number, end: number) => number
  readonly passed: () => number
  readonly nowMs: () => number
  readonly hasSeenSetClock: () => number
  readonly askedZone: () => number
  readonly setLocalZone: (quarter: number, offsetMs: number) => void
  readonly setNamedZone: (packed: number, offsetMinutes: number) => void
}

export interface PlainOptions {
  /** A line whose code it wants is not plain. */
  readonly filter: LineFilter
  readonly zones: Zones
  readonly capacityBytes: number
  /** A longer line is not plain. */
  readonly longestLineBytes: number
}

/** An instance of the block scanner, with the buffer in which lines must stand. */
export interface PlainScanner {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly exports: PlainExports
}

/** @throws RangeError where there is no memory for it. */
export function plainScanner({ filter, zones, capacityBytes, longestLineBytes }: PlainOptions): PlainScanner {
  const { trie, pieces, wantsAnyCode } = filter
  const { strides, sieves, slots, shift, entries, letters } = pieces
  const memo = new Uint8Array(MEMO_BYTES)
  const tables = [trie, memo, strides, sieves, slots, entries, letters]
  const bufferAt = tables.reduce((at, { byteLength }) => at + aligned(byteLength), TABLES_AT)
  // At once as large as need be: one that grows gives up its buffer, and with that V8 checks at every byte of any array
  // whether it is still there.
  const memory = new WebAssembly.Memory({
    initial: Math.ceil((bufferAt + capacityBytes + PADDING_BYTES) / PAGE_BYTES),
  })
  const exports = new WebAssembly.Instance(compiled(), { env: { memory } }).exports as PlainExports
  const put = writerAt(memory, TABLES_AT)
  exports.begin(put(trie), put(memo), longestLineBytes, wantsAnyCode ? strides.length - 1 : -1)
  exports.setPieces(put(strides), put(sieves), put(slots), shift, put(entries), put(letters))
  for (const [packed, offsetMinutes] of zonesByName) {
    exports.setNamedZone(packed, zones.abbreviations?.get(packed) ?? offsetMinutes)
  }
  return { bytes: new Uint8Array(memory.buffer, bufferAt, capacityBytes), exports }
}

/** Writes tables one behind the other, and gives the address of each. */
function writerAt(memory: WebAssembly.Memory, start: number): (table: Int32Array | Uint8Array) => number {
  let next = start
  return ({ buffer, byteOffset, byteLength }) => {
    const at = next
    new Uint8Array(memory.buffer).set(new Uint8Array(buffer, byteOffset, byteLength), at)
    next += aligned(byteLength)
    return at
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16
}

let module: WebAssembly.Module | null = null

function compiled(): WebAssembly.Module {
  module ??= new WebAssembly.Module(bytesOf(PLAIN_LINES_WASM))
  return module
}

function bytesOf(base64: string): Uint8Array {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}
