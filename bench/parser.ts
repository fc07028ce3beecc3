/**
 * Prints nanoseconds per line of the parser, as medians over rounds, for a few shapes of 200 000 lines each.
 *
 *   node bench/parser.ts [rounds]
 *
 * `scan` is scanLine and ownInstant, what every line costs; `event` adds eventOf, what a line costs that a rule wants.
 * The lines are made here and differ in time, host and text, so no cache sees one line twice.
 */
import { hrtime } from 'node:process'
import { eventOf, type Reading } from '../src/core/syslog/event-of.ts'
import { newScan, ownInstant, scanLine } from '../src/core/syslog/scan.ts'
import { UTC } from '../src/core/syslog/zones.ts'

const LINES = 200_000
const ARRIVAL_MS = 1_720_531_000_000
const READING: Reading = { arrivalMs: ARRIVAL_MS, aheadMs: 5_000, zones: UTC, host: null }

const two = (value: number) => String(value).padStart(2, '0')
const clock = (i: number) => `${two(Math.floor(i / 3600) % 24)}:${two(Math.floor(i / 60) % 60)}:${two(i % 60)}`
const millis = (i: number) => String(i % 1000).padStart(3, '0')
const change = (i: number) => `Interface GigabitEthernet${i % 48}/0/${i % 7}, changed state to ${i % 2 ? 'up' : 'down'}`

const SHAPES: Readonly<Record<string, (i: number) => string>> = {
  'cisco, counter and fraction': i => `<189>${i}: *Jul  9 ${clock(i)}.${millis(i)}: %LINK-3-UPDOWN: ${change(i)}`,
  'cisco, origin, sequence, zone': i =>
    `<189>${i}: sw-${i % 300}: ${String(i).padStart(6, '0')}: Jul  9 2024 ${clock(i)}.${millis(i)} CEST: %LINEPROTO-5-UPDOWN: ${change(i)}`,
  'relay file format': i =>
    `2024-07-09T${clock(i)}.${millis(i)}000+00:00 192.0.2.${i % 250} ${i}: Jul  9 ${clock(i)}.${millis(i)}: %LINK-3-UPDOWN: ${change(i)}`,
  'ASA, wrapper looked through': i =>
    `<166>Jul 09 2024 ${clock(i)} asa-${i % 9} : %ASA-6-302014: Teardown ${change(i)}`,
  'event log': i => `2024-07-09 ${clock(i)}.${millis(i)} UTC SAEVT_COMM_FAIL error="Unable to resolve server ${i}"`,
  'rfc5424, no code': i => `<34>1 2024-07-09T${clock(i)}.${millis(i)}Z host${i % 99} su ${i} ID47 - ${change(i)}`,
  'JSON envelope': i =>
    JSON.stringify({
      message: `<189>${i}: Jul  9 ${clock(i)}.${millis(i)}: %LINK-3-UPDOWN: ${change(i)}`,
      host: '192.0.2.1',
    }),
}

interface Lines {
  readonly bytes: Uint8Array
  readonly ends: Int32Array
}

function linesOf(make: (i: number) => string): Lines {
  const encoder = new TextEncoder()
  const bytes = encoder.encode(Array.from({ length: LINES }, (_, i) => `${make(i)}\n`).join(''))
  const ends = new Int32Array(LINES)
  let line = 0
  for (let pos = 0; pos < bytes.length; pos++) if (bytes[pos] === 0x0a) ends[line++] = pos
  return { bytes, ends }
}

/** Runs over all lines and gives a sum that depends on every result, so that no work can be left out. */
function run({ bytes, ends }: Lines, withEvent: boolean): number {
  const scan = newScan()
  let start = 0
  let sum = 0
  for (let line = 0; line < LINES; line++) {
    const end = ends[line]!
    scanLine(bytes, start, end, scan)
    sum += (ownInstant(scan, ARRIVAL_MS, UTC) % 1000) + scan.codeEnd - scan.codeStart
    if (withEvent) sum += eventOf(scan, READING).text.length
    start = end + 1
  }
  return sum
}

function medianNs(lines: Lines, withEvent: boolean, rounds: number): number {
  const times: number[] = []
  for (let round = 0; round < rounds + 2; round++) {
    const before = hrtime.bigint()
    run(lines, withEvent)
    if (round >= 2) times.push(Number(hrtime.bigint() - before) / LINES)
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!
}

const rounds = Number(process.argv[2] ?? 9)
console.log(`${LINES} lines a shape, median of ${rounds} rounds, Node ${process.version}, ${process.arch}`)
for (const [name, make] of Object.entries(SHAPES)) {
  const lines = linesOf(make)
  const scanNs = medianNs(lines, false, rounds)
  const eventNs = medianNs(lines, true, Math.max(3, Math.floor(rounds / 3)))
  console.log(
    `${name.padEnd(32)} scan ${scanNs.toFixed(0).padStart(5)} ns/line   event ${eventNs.toFixed(0).padStart(6)} ns/line`,
  )
}
