import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FLAGS, SHAPES } from '../../../src/core/event.ts'
import { parseLine } from '../../../src/core/syslog/event-of.ts'
import { newScan, type Scan, scanLine } from '../../../src/core/syslog/scan.ts'
import { parse, reading } from './parse.ts'

const LINES = [
  '<187>643: *Jul  9 13:15:29.902: %LINK-3-UPDOWN: Interface Gi1/0/1, changed state to up',
  '<187>105: 000104: sw-1: .Jul  9 2024 13:15:29.902 CEST: %A-3-B: x',
  '<187>9: xr RP/0/RP0/CPU0:Jul  9 13:15:29.902 UTC: smartlicserver[390]: %LICENSE-SMART_LIC-3-COMM_FAILED : x : y',
  'RP/0/RP0/CPU0:Jul  9 13:15:29.902 UTC: smartlicserver[186]: SMART_LIC-6-EXPORT_CONTROLLED:Usage of',
  '2024 Jul  9 13:15:29 fx-1 %$ VDC-1 %$ %USER-2-SYSTEM_MSG: %SMART_LIC-2-X:y - SMART_AGENT[4941]',
  '<131>WLC-1: *SISF BT Process: Jul  9 13:15:29.902: %DOT1X-3-ABORT_AUTH: [PA]x.c:487 aborted',
  '2024-07-09T13:15:31.044037+00:00 192.0.2.7 29: [syslog@9 s_id="a"]: *Jul  9 13:15:29.411: %IOSXE-6-PLATFORM: R0/0: a: %FW-6-X: x',
  '<189>1 2024-07-09T13:15:31.044037+00:00 192.0.2.7 *Jul - - -  9 2024 13:15:29.411 UTC: %SYS-5-CONFIG_I: x',
  '<34>1 2024-07-09T13:15:29.003Z host.example.com su 77 ID47 [a@1 b="c]\\"d"][e@2] \ufeffno',
  '2021-06-25 10:09:24.383 UTC SAEVT_INIT_CRYPTO success="False" error="Crypto, not: done"',
  '{"host":{"name":"sw1"},"@timestamp":1720530931.25,"message":"<187>343: .Jul  9 13:15:29.678: %SYS-5-CONFIG_I: caf\u00e9"}',
  '2024/07/09 13:15:29.171926572 {wncd_x_R0-0}{1}: [errmsg] [17435]: (debug): %CLIENT-7-MOVED: R0/0: wncd: x',
  '<165>7433: EDGE-1: 007439: 2y10w: %SEC_LOGIN-5-LOGIN_SUCCESS: at 07:57:58 Thu Jan 27 2022',
  '<190>Jun 14 11:57:27 PM.685 UTC+07:30: %A-1-B: x',
].map(line => new TextEncoder().encode(line))

const RANGES = ['code', 'counter', 'sequence', 'origin', 'relayHost', 'process', 'node'] as const

/** What holds of every line: positions lie in the buffer, words come from their lists, times are numbers or null. */
function check(bytes: Uint8Array): void {
  const scan: Scan = newScan()
  scanLine(bytes, 0, bytes.length, scan)
  for (const name of RANGES) {
    const start = scan[`${name}Start`]
    if (start < 0) continue
    expect(start).toBeLessThanOrEqual(scan[`${name}End`])
    expect(scan[`${name}End`]).toBeLessThanOrEqual(scan.bytes.length)
  }
  expect(scan.textStart).toBeLessThanOrEqual(scan.textEnd)
  expect(scan.textEnd).toBeLessThanOrEqual(scan.bytes.length)
  const event = parseLine(bytes, reading())
  expect(SHAPES).toContain(event.shape)
  expect(event.flags).toEqual(FLAGS.filter(flag => event.flags.includes(flag)))
  expect(event.time === null || Number.isSafeInteger(event.time)).toBe(true)
  expect([0, 999]).toContain(event.resolutionMs)
  expect(event.shiftMs % 900_000).toBe(0)
  expect(event.pri === null || (event.pri >= 0 && event.pri <= 191)).toBe(true)
  expect(event.host).not.toBe('')
  if (event.code !== null && event.facility !== 'SAEVT') {
    expect(event.code.startsWith(`${event.facility}-`) && event.code.endsWith(`-${event.mnemonic}`)).toBe(true)
  }
}

const line = fc.constantFrom(...LINES)
const cut = fc.tuple(line, fc.nat(200), fc.nat(200)).map(([bytes, a, b]) => bytes.slice(Math.min(a, b), Math.max(a, b)))
const spliced = fc.tuple(cut, cut, cut).map(parts => new Uint8Array(parts.flatMap(part => [...part])))
const mutated = fc
  .tuple(line, fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 6 }))
  .map(([bytes, changes]) => {
    const copy = bytes.slice()
    for (const [pos, byte] of changes) if (pos < copy.length) copy[pos] = byte
    return copy
  })
const fromHeaderBytes = fc
  .string({ unit: fc.constantFrom(...'<>%:*.-[]{}()"\\ 0159/JulFebSAEVT_Z+,='), maxLength: 80 })
  .map(text => new TextEncoder().encode(text))

describe('any line gives an event', () => {
  it.each([
    ['random bytes', fc.uint8Array({ maxLength: 300 })],
    ['bytes of headers in any order', fromHeaderBytes],
    ['cut lines', cut],
    ['spliced lines', spliced],
    ['lines with changed bytes', mutated],
  ] as const)('%s', (_, arbitrary) => {
    fc.assert(fc.property(arbitrary as fc.Arbitrary<Uint8Array>, check), { numRuns: 800 })
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
      { numRuns: 1_500 },
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
