import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quickScan } from '../../../src/core/syslog/quick-scan.ts'
import { newScan, ownInstant, relayInstant, scanLine } from '../../../src/core/syslog/scan.ts'
import { UTC } from '../../../src/core/syslog/zones.ts'

const ANCHOR = Date.UTC(2026, 6, 9)
const encoder = new TextEncoder()
const quick = newScan()
const full = newScan()

/** Whether the line was quick. Fails if it was, and says something else than the full scan. */
function agree(line: string): boolean {
  const bytes = encoder.encode(line)
  if (!quickScan(bytes, 0, bytes.length, quick)) return false
  scanLine(bytes, 0, bytes.length, full)
  const seen = (scan: typeof quick) => ({
    own: ownInstant(scan, ANCHOR, UTC),
    relay: relayInstant(scan, ANCHOR, UTC),
    code: line.slice(scan.codeStart, scan.codeEnd),
    clock: scan.clock,
    resolutionMs: scan.resolutionMs,
    stampKind: scan.stampKind,
    offsetMinutes: scan.offsetMinutes,
  })
  expect(seen(quick), line).toEqual(seen(full))
  return true
}

/** Mostly what a device writes, now and then something odd. */
function mostly(usual: readonly string[], odd: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  )
}

const ELEMENTS = [
  mostly(
    [
      '',
      '2026-07-09T13:15:29.902+00:00 wlc1 ',
      '2026-07-09T13:15:29Z 192.0.2.7 ',
      '2026-07-31T23:59:59.902044-05:30 a-b.c ',
    ],
    [
      '2026-02-30T13:15:29Z h ',
      '2026-02-28T13:15:29+02:00 2001:db8::1 ',
      '2026-07-09T25:15:29Z h ',
      '2026-07-09T13:15:29Z ',
    ],
  ),
  mostly(['', '<189>', '<5>'], ['<999>', '<>', '<1899>', '<007>', '< 9>']),
  mostly(
    ['', '12: ', '12: wlc1: ', '000104: ', '12: wlc1: 000104: ', '192.0.2.7: '],
    [
      ': ',
      'a:b: ',
      '3router 12: ',
      'Jul: ',
      '*wncd: ',
      '.x: ',
      '_x: ',
      '-x: ',
      '2026: ',
      'May ',
      'Mar: Apr: ',
      '12:',
      '00:20:10: ',
    ],
  ),
  mostly(['', '*', '.'], ['**', '. ', '* ', ' ']),
  mostly(
    ['Jul  9 ', 'Jul 9 ', 'Dec 31 ', 'Feb 28 ', 'Jul  9 2026 ', 'Nov 30 2025 '],
    [
      'Jul 09 ',
      'Feb 29 ',
      'Jun 31 ',
      'Jul  9 1969 ',
      'jul  9 ',
      'JUL 9 ',
      'Jul 0 ',
      'Nov 31 ',
      'Foo 1 ',
      '2026 Jul  9 ',
      'Jul 9 20:26 ',
      'Jul 123 ',
    ],
  ),
  mostly(
    ['13:15:29.902', '13:15:29', '00:00:00.000', '23:59:59.999'],
    [
      '24:00:00',
      '23:59:60',
      '13:15:29.9',
      '13:15:29.90',
      '13:15:29.902044',
      '13:15:29,902',
      '1:15:29',
      '13:15',
      '13:15:29.',
      '13:15:29.902 2026',
    ],
  ),
  mostly(['', ' UTC', ' CEST', ' EST'], [' XYZ', ' utc', ' +02:00', ' UTC+1', ' PM', ' Singapo', '  UTC', 'Z']),
  mostly([': '], [' : ', ':', ' ', ':  ', '']),
  mostly(
    ['%SYS-5-CONFIG_I: a', '%SYSMGR-STANDBY-3-X: y', '%DOT1X-5-FAIL: z', '%A-5-B: x', '%MAC_MOVE-SW1-4-NOTIF:x'],
    [
      '%FOO-BAR-BAZ: a',
      '%FOO-8-BAZ: a',
      '%-5-ABC: a',
      '%5SYS-5-A: b',
      '%A-5-B:  %C-4-DEF: y',
      '%A-5-B: %C-4-DEF: y',
      '%A-5-B:%C-4-DEF: y',
      '%A-5-B:\t%C-4-DEF: y',
      '%ASA-3-444303: %SMART_LIC-3-X: y',
      '%IOSXE-6-PLATFORM: R0/0: a: %FW-6-B: c',
      '%USER-2-SYSTEM_MSG: %SMART_LIC-2-X:y',
      '%LICENSE-SMART_LIC-3-X : y',
      '%LICENSE-SMART_LIC-3-X: y',
      '%SNMP-W-AUTH: a',
      '%SYS-5-A',
      '%SYS-5-',
      '%SYS-5-A b',
      '%LICENSE-5-A: b',
      '100% %SYS-5-A: b',
      'no code',
      '%sys-5-a: b',
      '%A-5-B-7-C: d',
      '%A-B-5-6-C: d',
      '%AB-5-6-C: d',
      '%A--5-C: d',
      '%A-5-: d',
      '%A-5-5: d',
      '%A_B-5-C_: d',
    ],
  ),
]
const header = fc.tuple(...ELEMENTS).map(parts => parts.join(''))

describe('the quick look at a line', () => {
  it('knows the common forms', () => {
    for (const line of [
      '<189>643: wlc1: *Jan  8 19:46:03.295: %LINEPROTO-5-UPDOWN: Line protocol',
      'Jul  9 13:15:29.902: %SMART_LIC-3-COMM_FAILED: Communications failure',
      '2026-07-09T13:15:29.902+00:00 wlc1 1650: Jul  9 13:15:29.902 UTC: %SYS-5-CONFIG_I: Configured',
      '12: wlc-1: 000767: Jul  9 2026 13:15:29: %DOT1X-5-FAIL: Authentication failed',
    ]) {
      expect(agree(line), line).toBe(true)
    }
  })

  it('says what the full scan says, of any mixture of elements, or leaves the line to it', () => {
    let known = 0
    fc.assert(
      fc.property(header, line => {
        if (agree(line)) known++
      }),
      { numRuns: 20_000 },
    )
    expect(known).toBeGreaterThan(3_000)
  })

  it('says what the full scan says of a line that was cut or has a byte changed', () => {
    fc.assert(
      fc.property(
        header,
        fc.nat(80),
        fc.constantFrom('', ' ', ':', '%', '0', 'A', '-', '.', '*', '\u0000', 'é'),
        (line, at, byte) => {
          agree(line.slice(0, at))
          agree(line.slice(0, at) + byte + line.slice(at + 1))
          agree(line.slice(0, at) + byte + line.slice(at))
        },
      ),
      { numRuns: 10_000 },
    )
  })
})
