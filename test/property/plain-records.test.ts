import { globSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sliceOf } from '../../src/app/record-run.ts'
import { RecordTagger } from '../../src/app/record-tagger.ts'
import { type LineFilter, lineFilter } from '../../src/core/dispatch.ts'
import { PlainRecords } from '../../src/core/syslog/plain-records.ts'
import { newScan, scanLine, scanNext } from '../../src/core/syslog/scan.ts'
import { splitRecord } from '../../src/core/syslog/split-record.ts'
import { UTC } from '../../src/core/syslog/zones.ts'
import { nearlyPlainLine, ODD_BYTES } from '../support/nearly-plain-line.ts'
import { serviceRules } from '../support/service/rules.ts'

const CAPACITY = 4_096
const rules = serviceRules()
const filters: readonly LineFilter[] = [
  lineFilter([
    { glob: 'WANTED-5-EXACT', runs: null },
    { glob: 'WANT-*', runs: null },
    { glob: 'LICMGR-3-*', runs: null },
  ]),
  lineFilter([
    { glob: 'SYS-*', runs: ['protocol', 'text'] },
    { glob: null, runs: ['configured', 'wanted'] },
  ]),
  lineFilter([{ glob: null, runs: null }]),
  rules.filter,
]
const plain = filters.map(
  filter => new PlainRecords({ filter, zones: UTC, capacityBytes: CAPACITY, longestLineBytes: CAPACITY }),
)
const scan = newScan()

/** The full way: whether a rule can want any message of a record. */
function wantsAny(value: Uint8Array, filter: LineFilter): boolean {
  for (const [from, to] of splitRecord(value)) {
    scanLine(value, from, to, scan)
    do if (filter.wants(scan.bytes, scan)) return true
    while (scanNext(scan))
  }
  return false
}

/** Asks about the record between other bytes; fails if it passes and the full way finds another, or more than one, message. */
function passes(before: Uint8Array, value: Uint8Array, behind: Uint8Array): boolean {
  const source = Buffer.concat([before, value, behind])
  let some = false
  for (const [index, filter] of filters.entries()) {
    if (!plain[index]!.passes(source, before.length, before.length + value.length)) continue
    some = true
    expect(splitRecord(value), value.toString()).toEqual([[0, value.length]])
    expect(wantsAny(value, filter), value.toString()).toBe(false)
  }
  return some
}

const text = fc.oneof(
  nearlyPlainLine,
  nearlyPlainLine.map(line => `${line}\n`),
  fc
    .tuple(nearlyPlainLine, fc.constantFrom('\n', '\r\n', '\n\n', ' ', '<189>7: ', '83 <189>'), nearlyPlainLine)
    .map(parts => parts.join('')),
  nearlyPlainLine.map(message => JSON.stringify({ message, host: 'a.example.org' })),
  nearlyPlainLine.map(message => JSON.stringify([{ message }, { message: 'x %WANT-3-A: b' }])),
  nearlyPlainLine.map(line => `syslog,host=a message="${line}"`),
  fc.string(),
)
const bytesOf = fc.oneof(
  text.map(each => Buffer.from(each)),
  fc.uint8Array({ maxLength: 100 }).map(each => Buffer.from(each)),
)

/** Lines that the rules of the service want, beside those that they do not. */
const wantedText = fc.oneof(
  { weight: 2, arbitrary: text },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '<189>1: a: %TEST-5-A: x', '<189>1: a: %TEST-5-A: x<189>2: b: %TEST-5-B: y'),
  },
  { weight: 1, arbitrary: text.map(each => each.replaceAll('%A-5-B', '%TEST-5-A')) },
)

function newTagger(look: PlainRecords | null): RecordTagger {
  const layout = { reorderMs: 1_000, disorderMs: 0, beliefMs: 1_000, aheadMs: 1_000 }
  const tagging = { rules, layout, zones: UTC, aliases: new Map<string, string>(), keyIsHost: false }
  return new RecordTagger({ topic: 'lines', partition: 0 }, { ...tagging, plain: look })
}

describe('a look at the bytes of a record', () => {
  it('says only what the full way says, whatever stands around it', () => {
    let passed = 0
    fc.assert(
      fc.property(bytesOf, bytesOf, bytesOf, (before, value, behind) => {
        if (passes(before, value, behind)) passed++
      }),
      { numRuns: 30_000 },
    )
    expect(passed).toBeGreaterThan(1_000)
  })

  it('says only what the full way says of a record that is cut, or goes on in what stands behind it', () => {
    fc.assert(
      fc.property(bytesOf, fc.nat(120), fc.constantFrom(...ODD_BYTES), (whole, at, byte) => {
        passes(Buffer.alloc(0), whole.subarray(0, at), whole.subarray(at))
        passes(Buffer.from('<1'), Buffer.concat([whole.subarray(0, at), Buffer.from(byte), whole.subarray(at)]), whole)
        passes(
          whole,
          Buffer.concat([whole.subarray(0, at), Buffer.from(byte), whole.subarray(at + 1)]),
          Buffer.alloc(9),
        )
      }),
      { numRuns: 20_000 },
    )
  })

  it('is sure of many lines of a site, and right about all of those', () => {
    const logs = globSync('examples/**/*.log').map(path => readFileSync(path))
    const source = Buffer.concat(logs)
    let [lines, passed] = [0, 0]
    for (let at = 0, end = source.indexOf(10); end >= 0; at = end + 1, end = source.indexOf(10, at)) {
      const value = source.subarray(at, end)
      lines++
      for (const [index, filter] of filters.entries()) {
        if (!plain[index]!.passes(source, at, end)) continue
        expect(wantsAny(value, filter), value.toString()).toBe(false)
        if (index === 0) passed++
      }
    }
    expect(lines).toBeGreaterThan(100)
    expect(passed / lines).toBeGreaterThan(0.25)
  })

  it('of a rule that wants every line passes none', () => {
    const line = Buffer.from('<189>1: a: Jul  9 13:15:29: %A-5-B: x')
    expect(plain.map(look => look.passes(line, 0, line.length))).toEqual([true, true, false, true])
  })

  it('is not sure of a record whose code goes on in what stands behind it', () => {
    const [value, behind] = ['Jul  9 13:15:29: %WANTED-5-EXACT', 'LY: x'].map(each => Buffer.from(each))
    expect(passes(Buffer.alloc(0), value!, behind!)).toBe(false)
    expect(passes(Buffer.alloc(0), Buffer.concat([value!, behind!]), behind!)).toBe(true)
  })

  it('is not sure of a record that is longer than its buffer', () => {
    const [all, most] = [CAPACITY + 1, CAPACITY].map(bytes =>
      Buffer.from('Jul  9 13:15:29: %A-5-B: '.padEnd(bytes, 'x')),
    )
    expect(plain[0]!.passes(all!, 0, all!.length)).toBe(false)
    expect(plain[0]!.passes(most!, 0, most!.length)).toBe(true)
  })
})

describe('a tagger of records', () => {
  it('finds in a record the same whatever it tagged before, and with a line break behind it', () => {
    const used = newTagger(null)
    const again = newTagger(null)
    let found = 0
    fc.assert(
      fc.property(wantedText, text => {
        const record = { offset: 7, timestampMs: Date.UTC(2026, 6, 9, 13), key: null, value: Buffer.from(text) }
        const matches = used.tag(record)
        found += matches.length
        expect(newTagger(null).tag(record)).toEqual(matches)
        if (!text.includes('\n')) expect(again.tag({ ...record, value: Buffer.from(`${text}\n`) })).toEqual(matches)
      }),
      { numRuns: 5_000 },
    )
    expect(found).toBeGreaterThan(500)
  })

  it('counts a record that passes as it counts one without matches', () => {
    const value = Buffer.from('<189>1: a: Jul  9 13:15:29: %A-5-B: x')
    const [tagger, full] = [newTagger(plain.at(-1)!), newTagger(null)]
    const { run } = sliceOf([{ offset: 7, timestampMs: 0, key: null, value }])
    expect(tagger.passes(run, 0)).toBe(true)
    expect(full.passes(run, 0)).toBe(false)
    expect(full.tag({ offset: 7, timestampMs: 0, key: null, value })).toEqual([])
    expect(tagger.counters).toEqual(full.counters)
  })
})
