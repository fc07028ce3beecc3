import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArrivalClock } from '../../../src/core/arrival.ts'
import { globTest } from '../../../src/core/condition.ts'
import { lineFilter, type WantedLines } from '../../../src/core/dispatch.ts'
import { findOwners, pieceTable } from '../../../src/core/piece-table.ts'
import { PlainLines } from '../../../src/core/syslog/plain-lines.ts'
import { newScan, scanLine } from '../../../src/core/syslog/scan.ts'
import { UTC } from '../../../src/core/syslog/zones.ts'

const run = fc.oneof(
  fc.constantFrom('abab', 'aBba', 'bb[a', 'ababab', 'bbabbaab', 'babaaabbab', 'aaaaaaaaaaaa'),
  fc.string({ unit: fc.constantFrom(...'aabbAB['), minLength: 4, maxLength: 12 }),
)
const glob = fc.constantFrom(
  'A-1-X',
  'A-1-XY',
  'A-1-*',
  'A-*-X',
  'AB-2-Z',
  '*-X',
  'A-1-X*',
  'B-*',
  'SYSLOG-5-CONFIG',
  'SYSLOG-5-CONFIG*',
  'SYSLOG-*',
)
const wanted: fc.Arbitrary<WantedLines> = fc.record({
  glob: fc.oneof({ weight: 6, arbitrary: glob }, { weight: 1, arbitrary: fc.constant(null) }),
  runs: fc.oneof(
    { weight: 5, arbitrary: fc.array(run, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
})
const line = fc.record({
  code: fc.constantFrom(
    'A-1-X',
    'A-1-XY',
    'A-1-XYZ',
    'A-2-X',
    'AB-2-Z',
    'AB-2-ZZ',
    'B-3-Q',
    'C-3-X',
    'C-4-Q',
    'SYSLOG-5-CONFIG',
    'SYSLOG-5-CONFIG_I',
    'SYSLOG-5-CONFIH',
  ),
  text: fc
    .array(fc.oneof(run, fc.constantFrom('a', 'B', '[', '{', 'é')), { maxLength: 8 })
    .map(parts => parts.join('')),
})

const folded = (text: string) => text.toLowerCase().replaceAll('[', '{')

/** What must be shown: told one by one, in the words of the interface. */
function isWanted({ glob: written, runs }: WantedLines, { code, text }: { code: string; text: string }): boolean {
  const fitsCode = written === null || globTest(written)(code)
  return fitsCode && (runs === null || runs.some(each => folded(text).includes(folded(each))))
}

/** Whether a filter wants a line, and whether the block scanner stops at it. */
function lookWith(all: readonly WantedLines[]) {
  const filter = lineFilter(all)
  const scanner = new PlainLines({ filter, zones: UTC, capacityBytes: 4096, longestLineBytes: 600 })
  const clock = new ArrivalClock({ year: null, namedMs: null, withoutStampMs: 0, modifiedMs: 0 }, UTC)
  clock.moveTo(Date.UTC(2026, 6, 9, 13), false)
  const scan = newScan()
  return ({ code, text }: { code: string; text: string }) => {
    const bytes = new TextEncoder().encode(`Jul  9 2026 13:15:29: %${code}: x${text}\n`)
    scanner.bytes.set(bytes)
    scanLine(bytes, 0, bytes.length - 1, scan)
    return { wants: filter.wants(bytes, scan), stops: scanner.pass(0, bytes.length, clock) === 0 }
  }
}

describe('the filter of lines', () => {
  it('shows every line that a description wants, and by the scanner the same lines as one by one', () => {
    let passed = 0
    let shown = 0
    fc.assert(
      fc.property(fc.array(wanted, { maxLength: 8 }), fc.array(line, { minLength: 1, maxLength: 20 }), (all, lines) => {
        const look = lookWith(all)
        for (const each of lines) {
          const { wants, stops } = look(each)
          if (all.some(one => isWanted(one, each))) expect(wants, JSON.stringify([all, each])).toBe(true)
          expect(stops, JSON.stringify([all, each])).toBe(wants)
          if (wants) shown++
          else passed++
        }
      }),
      { numRuns: 1_000 },
    )
    expect(Math.min(passed, shown)).toBeGreaterThan(1_000)
  })

  it('shows no other line of whole codes with pieces', () => {
    let shown = 0
    const exact = fc.record({
      glob: fc.constantFrom('A-1-X', 'A-1-XY', 'AB-2-Z', 'SYSLOG-5-CONFIG', 'SYSLOG-5-CONFIG_I', null),
      runs: fc.array(run, { minLength: 1, maxLength: 3 }),
    })
    fc.assert(
      fc.property(fc.array(exact, { minLength: 1, maxLength: 8 }), fc.array(line, { minLength: 1 }), (all, lines) => {
        const look = lookWith(all)
        for (const each of lines) {
          const mustBeShown = all.some(one => isWanted(one, each))
          expect(look(each), JSON.stringify([all, each])).toEqual({ wants: mustBeShown, stops: mustBeShown })
          if (mustBeShown) shown++
        }
      }),
      { numRuns: 1_000 },
    )
    expect(shown).toBeGreaterThan(300)
  })

  it('tells a whole code from a glob with the same beginning', () => {
    const filter = lineFilter([
      { glob: 'A-1-X', runs: null },
      { glob: 'A-1-X*', runs: null },
    ])
    const bytes = new TextEncoder().encode('A-1-XY')
    expect(filter.wants(bytes, { codeStart: 0, codeEnd: 6, textStart: 6, textEnd: 6 })).toBe(true)
  })
})

describe('pieces of text', () => {
  it('are all found, and no others, as by looking for one after the other', () => {
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 12 }), line, (runs, { text }) => {
        const table = pieceTable(
          runs.map((each, owner) => ({ group: 0, owner, run: each })),
          1,
        )
        const owners = new Set<number>()
        findOwners(table, text, owner => owners.add(owner))
        const expected = runs.flatMap((each, owner) => (folded(text).includes(folded(each)) ? [owner] : []))
        expect([...owners].sort((a, b) => a - b)).toEqual(expected)
      }),
      { numRuns: 5_000 },
    )
  })
})
