import { globSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LineFilter, lineFilter } from '../../src/core/dispatch.ts'
import { PlainRecords } from '../../src/core/syslog/plain-records.ts'
import { newScan, scanLine, scanNext } from '../../src/core/syslog/scan.ts'
import { splitRecord } from '../../src/core/syslog/split-record.ts'
import { UTC } from '../../src/core/syslog/zones.ts'
import { nearlyPlainLine, ODD_BYTES } from '../support/nearly-plain-line.ts'
import { serviceRules } from '../support/service/rules.ts'

const CAPACITY = 4_096
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
  serviceRules().filter,
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

  it('is not sure of a record that is longer than its buffer', () => {
    const [all, most] = [CAPACITY + 1, CAPACITY].map(bytes =>
      Buffer.from('Jul  9 13:15:29: %A-5-B: '.padEnd(bytes, 'x')),
    )
    expect(plain[0]!.passes(all!, 0, all!.length)).toBe(false)
    expect(plain[0]!.passes(most!, 0, most!.length)).toBe(true)
  })
})
