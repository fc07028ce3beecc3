import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLine } from '../../src/core/syslog/event-of.ts'
import { newScan, scanLine } from '../../src/core/syslog/scan.ts'
import { linesOfCases } from '../docs/parsing-cases.ts'
import { checkLine, oddLines } from '../unit/syslog/odd-lines.ts'
import { reading } from '../unit/syslog/parse.ts'

const RUNS = 20_000
const { cut, spliced, mutated, fromHeaderBytes, random } = oddLines(linesOfCases())

describe('any line gives an event, over the forms of docs/parsing.md', () => {
  it.each([
    ['random bytes', random],
    ['bytes of headers in any order', fromHeaderBytes],
    ['cut', cut],
    ['spliced', spliced],
    ['with changed bytes', mutated],
  ] as const)('%s', (_, arbitrary) => {
    fc.assert(fc.property(arbitrary as fc.Arbitrary<Uint8Array>, checkLine), { numRuns: RUNS })
  })
})

describe('a line that is cut within its time of day', () => {
  it.each(linesOfCases().map(bytes => [new TextDecoder().decode(bytes), bytes] as const))(
    'has no time: %s',
    (_, bytes) => {
      const scan = newScan()
      scanLine(bytes, 0, bytes.length, scan)
      const stamp = new TextDecoder().decode(bytes.subarray(scan.stampStart, scan.stampEnd))
      const clock = /\d{1,2}:\d\d:\d\d/.exec(stamp)
      if (scan.bytes !== bytes || scan.stampStart < 0 || clock === null) return
      const from = scan.stampStart + clock.index
      for (let end = from; end < from + clock[0].length; end++) {
        const { time, relayTime } = parseLine(bytes.subarray(0, end), reading())
        // What is left of a relayed line may be the relay's own header, whole.
        expect([null, relayTime, parseLine(bytes, reading()).relayTime]).toContain(time)
      }
    },
  )
})
