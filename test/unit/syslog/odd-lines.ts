import fc from 'fast-check'
import { expect } from 'vitest'
import { FLAGS, SHAPES } from '../../../src/core/event.ts'
import { parseLine } from '../../../src/core/syslog/event-of.ts'
import { newScan, type Scan, scanLine } from '../../../src/core/syslog/scan.ts'
import { reading } from './parse.ts'

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

/** The ranges of a scan. */
export const RANGES = ['code', 'counter', 'sequence', 'origin', 'relayHost', 'process', 'node'] as const

/** What holds of every line: positions lie in the buffer, words come from their lists, times are numbers or null. */
export function checkLine(bytes: Uint8Array): void {
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

const fromHeaderBytes = fc
  .string({ unit: fc.constantFrom(...'<>%:*.-[]{}()"\\ 0159/JulFebSAEVT_Z+,='), maxLength: 80 })
  .map(text => new TextEncoder().encode(text))

/** Lines in every state of decay, made from these. */
export function oddLines(lines: readonly Uint8Array[] = LINES) {
  const line = fc.constantFrom(...lines)
  const ends = [fc.nat(200), fc.nat(200)] as const
  const cut = fc.tuple(line, ...ends).map(([bytes, a, b]) => bytes.slice(Math.min(a, b), Math.max(a, b)))
  const spliced = fc.tuple(cut, cut, cut).map(parts => new Uint8Array(parts.flatMap(part => [...part])))
  const changes = fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 6 })
  const mutated = fc.tuple(line, changes).map(([bytes, all]) => {
    const copy = bytes.slice()
    for (const [pos, byte] of all) if (pos < copy.length) copy[pos] = byte
    return copy
  })
  return { line, cut, spliced, mutated, fromHeaderBytes, random: fc.uint8Array({ maxLength: 300 }) }
}
