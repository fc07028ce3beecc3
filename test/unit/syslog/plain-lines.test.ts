import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zonesOf } from '../../../src/config/zones.ts'
import { ArrivalClock } from '../../../src/core/arrival.ts'
import { lineFilter } from '../../../src/core/dispatch.ts'
import { PlainLines } from '../../../src/core/syslog/plain-lines.ts'
import { newScan, scanLine } from '../../../src/core/syslog/scan.ts'
import { UTC, type Zones } from '../../../src/core/syslog/zones.ts'
import { nearlyPlainLine as line, ODD_BYTES } from '../../support/nearly-plain-line.ts'

const LONGEST = 600
const filter = lineFilter([
  { glob: 'WANTED-5-EXACT', runs: null },
  { glob: 'WANT-*', runs: null },
  { glob: 'LICMGR-3-*', runs: null },
])
const ZONES: readonly Zones[] = [UTC, zonesOf('+05:30')!, zonesOf('Europe/Berlin')!]
const scanners = ZONES.map(zones => new PlainLines({ filter, zones, capacityBytes: 32_768, longestLineBytes: LONGEST }))
const HINTS = { year: null, namedMs: null, withoutStampMs: 0, modifiedMs: 0 }
const encoder = new TextEncoder()
const full = newScan()

interface Start {
  /** Which of ZONES. */
  readonly zone: number
  readonly nowMs: number
  readonly sawSetClock: boolean
}

function clockAt({ zone, nowMs, sawSetClock }: Start): ArrivalClock {
  const clock = new ArrivalClock(HINTS, ZONES[zone]!)
  clock.moveTo(nowMs, sawSetClock)
  return clock
}

/** How many lines at the beginning of the text were passed. Fails if that is not what the full scan and the clock say of them. */
function passedOf(text: string, start: Start): number {
  const scanner = scanners[start.zone]!
  const end = encoder.encodeInto(text, scanner.bytes).written
  const clock = clockAt(start)
  const stopped = scanner.pass(0, end, clock)
  const passed = text.split('\n').slice(0, scanner.passed)
  expect(stopped, text).toBe(passed.reduce((sum, line) => sum + encoder.encode(line).length + 1, 0))
  const reference = clockAt(start)
  for (const line of passed) passInFull(line, reference)
  expect([clock.now, clock.sawSetClock], text).toEqual([reference.now, reference.sawSetClock])
  expect(reference.refusedJumps, text).toBe(0)
  return scanner.passed
}

function passInFull(line: string, clock: ArrivalClock): void {
  const bytes = encoder.encode(line)
  expect(bytes.length).toBeLessThanOrEqual(LONGEST)
  scanLine(bytes, 0, bytes.length, full)
  expect(full.codeStart, line).toBeGreaterThan(0)
  expect(full.bytes, line).toBe(bytes)
  expect(filter.wants(bytes, full), line).toBe(false)
  clock.arrivalOf(full, { bytes, next: bytes.length, end: bytes.length, complete: true }, true)
}

const NOW = Date.UTC(2026, 6, 9, 13)
const start: fc.Arbitrary<Start> = fc.record({
  zone: fc.nat(ZONES.length - 1),
  nowMs: fc.oneof(
    { weight: 4, arbitrary: fc.constant(NOW) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        NOW - 86_400_000,
        NOW + 86_400_000,
        NOW + 0.5,
        Date.UTC(2025, 11, 31, 23, 59, 59, 999),
        Date.UTC(2026, 0, 1),
        Date.UTC(2026, 0, 8, 13, 15, 28),
        Date.UTC(2026, 2, 29, 1),
        Date.UTC(2028, 1, 29),
        Date.UTC(2100, 1, 28),
        Date.UTC(2199, 11, 31, 12),
        -1,
        0,
        1e15,
        Number.NaN,
      ),
    },
  ),
  sawSetClock: fc.boolean(),
})
const AT_NOON: Start = { zone: 0, nowMs: NOW, sawSetClock: false }

describe('the block scanner', () => {
  it('passes the common forms', () => {
    const lines = [
      '<189>643: wlc1: *Jul  8 19:46:03.295: %LINEPROTO-5-UPDOWN: Line protocol',
      'Jul  9 13:15:29.902: %SMART_LIC-3-COMM_FAILED: Communications failure',
      '2026-07-09T13:15:29.902+00:00 wlc1 1650: Jul  9 13:15:29.902 UTC: %SYS-5-CONFIG_I: Configured',
      '12: wlc-1: 000767: Jul  9 2026 13:15:29 CEST: %DOT1X-5-FAIL: Authentication failed',
      '<189>12: 192.0.2.7: .Jul  9 2026 13:15:29: %MAC_MOVE-SW1-4-NOTIF:x',
    ]
    for (const line of lines) expect(passedOf(`${line}\n`, AT_NOON), line).toBe(1)
    expect(passedOf(`${lines.join('\n')}\n`, AT_NOON)).toBe(lines.length)
  })

  it.each([
    ['without its newline', 'Jul  9 13:15:29: %A-5-B: x'],
    ['whose code a rule wants', 'Jul  9 13:15:29: %WANTED-5-EXACT: x\n'],
    ['more than a day ahead', 'Jul 10 13:15:29.001: %A-5-B: x\n'],
    ['longer than a line may be', `Jul  9 13:15:29: %A-5-B: ${'x'.repeat(LONGEST - 24)}\n`],
    ['without a code', 'Jul  9 13:15:29: text\n'],
    ['that is empty', '\n'],
    ['with a code behind its code', 'Jul  9 13:15:29: %A-5-B: \t%WANTED-5-EXACT: x\n'],
    ['with a code inside its code', 'Jul  9 13:15:29: %IOSXE-6-PLATFORM: R0/0: a: %WANT-6-B: c\n'],
    ['with a long word in place of a code', `Jul  9 13:15:29: %${'A'.repeat(64)}5AAA: x\n`],
    ['with the name of a licence event', 'SAEVT_A: Jul  9 13:15:29: %A-5-B: x\n'],
    ['with a time since boot', '1d2h: Jul  9 13:15:29: %A-5-B: x\n'],
    ['of an unknown zone', 'Jul  9 13:15:29 XYZ: %A-5-B: x\n'],
    ['of a day that its year does not have', 'Feb 29 2026 13:15:29: %A-5-B: x\n'],
  ])('stops at a line %s', (_, line) => {
    const plain = 'Jul  9 13:15:29: %A-5-B: x\n'
    expect(passedOf(plain + line, AT_NOON)).toBe(1)
  })

  it('passes a line of exactly the greatest length, and one of exactly a day ahead', () => {
    expect(passedOf(`Jul  9 13:15:29: %A-5-B: ${'x'.repeat(LONGEST - 25)}\n`, AT_NOON)).toBe(1)
    expect(passedOf('Jul 10 13:00:00: %A-5-B: x\n', AT_NOON)).toBe(1)
  })

  it('says what the full scan and the clock say, of any mixture of elements', () => {
    let passed = 0
    let plainBlocks = 0
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), start, (lines, from) => {
        const count = passedOf(`${lines.join('\n')}\n`, from)
        passed += count
        if (count === lines.length) plainBlocks++
      }),
      { numRuns: 20_000 },
    )
    expect(passed).toBeGreaterThan(2_000)
    expect(plainBlocks).toBeGreaterThan(100)
  })

  it('says what the full scan and the clock say of a line that was cut or has a byte changed', () => {
    fc.assert(
      fc.property(line, fc.nat(110), fc.constantFrom(...ODD_BYTES), start, (text, at, byte, from) => {
        passedOf(`${text.slice(0, at)}\n`, from)
        passedOf(`${text.slice(0, at)}${byte}${text.slice(at + 1)}\n`, from)
        passedOf(`${text.slice(0, at)}${byte}${text.slice(at)}\n`, from)
      }),
      { numRuns: 10_000 },
    )
  })
})
