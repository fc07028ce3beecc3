import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SHAPES } from '../../../src/core/event.ts'
import { newScan, scanLine } from '../../../src/core/syslog/scan.ts'
import { checkLine, oddLines, RANGES } from './odd-lines.ts'
import { parse } from './parse.ts'

const { line, cut, spliced, mutated, fromHeaderBytes, random } = oddLines()

describe('any line gives an event', () => {
  it.each([
    ['random bytes', random],
    ['bytes of headers in any order', fromHeaderBytes],
    ['cut lines', cut],
    ['spliced lines', spliced],
    ['lines with changed bytes', mutated],
  ] as const)('%s', (_, arbitrary) => {
    fc.assert(fc.property(arbitrary as fc.Arbitrary<Uint8Array>, checkLine), { numRuns: 400 })
  })

  it('whatever stands before and behind it in the buffer', () => {
    const padding = fc.uint8Array({ maxLength: 40 })
    fc.assert(
      fc.property(fc.oneof(line, cut, mutated, fromHeaderBytes), padding, padding, (bytes, before, behind) => {
        const alone = newScan()
        scanLine(bytes, 0, bytes.length, alone)
        const within = newScan()
        const whole = new Uint8Array([...before, ...bytes, ...behind])
        scanLine(whole, before.length, before.length + bytes.length, within)
        const shift = within.bytes === whole ? before.length : 0
        for (const name of RANGES) {
          const start = alone[`${name}Start`]
          expect(within[`${name}Start`]).toBe(start < 0 ? start : start + shift)
        }
        expect([within.shape, within.stampKind, within.timeOfDayMs, within.noticed, within.textStart]).toEqual([
          alone.shape,
          alone.stampKind,
          alone.timeOfDayMs,
          alone.noticed,
          alone.textStart + shift,
        ])
      }),
      { numRuns: 800 },
    )
  })

  it('also when its range lies beyond the buffer', () => {
    const scan = newScan()
    scanLine(new Uint8Array(3), -5, 99, scan)
    expect(scan.shape).toBe('empty')
  })

  const HOSTILE = [
    '%',
    '%A',
    '%A-1-B',
    '%A-1-B:',
    '%A-1-B: ',
    '%A-1-B  ',
    ':',
    ': ',
    '1',
    '1 ',
    '1:',
    '1: ',
    '<',
    '<1>',
    '[',
    '[]',
    '(',
    '{',
    '{}',
    '*',
    '*Jul',
    'Jul ',
    'Jul  9 13:15:29 ',
    'Jul  9 13:15:29: ',
    '2024-07-09T13:15:29Z ',
    '2024 ',
    'a',
    'a ',
    'a: ',
    'a/',
    'A-',
    'SAEVT_',
    '"',
    '="',
    '="" ',
    ' ',
    '\\',
    '\0',
    '\n',
    '\ufeff',
    '%$',
    '1y',
    '.',
    '-',
    'p[1]: ',
  ]
  it.each(HOSTILE)('in lines of 64 KiB and twice that which repeat %j', unit => {
    for (const prefix of [
      '',
      '<1>',
      '<1>7: ',
      '<34>1 - - - - - ',
      'Jul  9 13:15:29 h ',
      '%IOSXE-6-PLATFORM: ',
      '{"message":"',
      'SAEVT_X ',
    ]) {
      for (const length of [65_536, 131_072]) {
        const event = parse(prefix + unit.repeat(Math.ceil(length / unit.length)))
        expect(SHAPES).toContain(event.shape)
      }
    }
  })
})

describe('odd bytes', () => {
  it('become a replacement and a flag where they are not UTF-8', () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('<1>7: %A-3-B: caf'), 0xe9])
    expect(parse(bytes)).toMatchObject({ text: 'caf\ufffd', flags: ['missing_time', 'bad_utf8'] })
    expect(parse('<1>7: %A-3-B: caf\ufffd').flags).toEqual(['missing_time'])
  })

  it('are noticed where they are NUL inside the line, and dropped at its end', () => {
    expect(parse('<1>7: %A-3-B: a\0b')).toMatchObject({ text: 'a\0b', flags: ['missing_time', 'nul_bytes'] })
    expect(parse('<1>7: %A-3-B: a \r\n\0')).toMatchObject({ text: 'a ', flags: ['missing_time'] })
    expect(parse('\0\0<1>7: wlc1: %A-3-B: a')).toMatchObject({ pri: 1, host: 'wlc1', text: 'a' })
  })

  it.each(['', ' ', '\r\n', '\0\0', '\ufeff'])('that are all there is make an empty line: %j', text => {
    expect(parse(text)).toMatchObject({ shape: 'empty', text: '', flags: ['empty'], time: null })
  })
})
