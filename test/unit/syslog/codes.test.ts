import { describe, expect, it } from 'vitest'
import { newScan, scanLine } from '../../../src/core/syslog/scan.ts'
import { parse } from './parse.ts'

const HEAD = '<187>7: Jul  9 13:15:29.902: '

describe('codes', () => {
  it.each([
    ['a plain one', '%SMART_LIC-5-COMM_RESTORED: restored', 'SMART_LIC-5-COMM_RESTORED', 'SMART_LIC', 5, 'restored'],
    [
      'no blank behind the colon',
      '%SMART_LIC-3-EVAL_EXPIRED:expired',
      'SMART_LIC-3-EVAL_EXPIRED',
      'SMART_LIC',
      3,
      'expired',
    ],
    ['a blank before the colon', '%SNMP-SNMP-3-AUTH_FAIL : x : y', 'SNMP-SNMP-3-AUTH_FAIL', 'SNMP-SNMP', 3, 'x : y'],
    ['a facility of three parts', '%EARL-SW2_DFC1-1-X: y', 'EARL-SW2_DFC1-1-X', 'EARL-SW2_DFC1', 1, 'y'],
    ['a mnemonic that is a number', '%ASA-6-302014: Teardown', 'ASA-6-302014', 'ASA', 6, 'Teardown'],
    [
      'no colon at all',
      '%LOG_LOCAL0-2-SYSTEM_MSG [F0110][soaking]',
      'LOG_LOCAL0-2-SYSTEM_MSG',
      'LOG_LOCAL0',
      2,
      '[F0110][soaking]',
    ],
    ['a letter as severity', '%SNMP-W-SNMPAUTHFAIL: Access', 'SNMP-W-SNMPAUTHFAIL', 'SNMP', null, 'Access'],
    ['the licence group of IOS XR', '%LICENSE-SMART_LIC-3-X : y', 'SMART_LIC-3-X', 'SMART_LIC', 3, 'y'],
    ['a facility that is LICENSE', '%LICENSE-6-INSTALL: y', 'LICENSE-6-INSTALL', 'LICENSE', 6, 'y'],
    ['the Nexus form', '%LICMGR-3-LOG_SMART_LIC_COMM_FAILED: y', 'SMART_LIC-3-COMM_FAILED', 'SMART_LIC', 3, 'y'],
    ['another code of that Nexus facility', '%LICMGR-3-LOG_LIC_NO_LIC: y', 'LICMGR-3-LOG_LIC_NO_LIC', 'LICMGR', 3, 'y'],
    ['one without text', '%SYS-5-RESTART:', 'SYS-5-RESTART', 'SYS', 5, ''],
    ['one at the end', '%SYS-5-RESTART', 'SYS-5-RESTART', 'SYS', 5, ''],
  ])('reads %s', (_, tail, code, facility, severity, text) => {
    expect(parse(HEAD + tail)).toMatchObject({ code, facility, severity, text })
  })

  it.each([
    ['ASA that carries a code', '%ASA-3-444303: %SMART_LIC-3-COMM_FAILED: x', 'SMART_LIC-3-COMM_FAILED', 'x'],
    ['a chain of three', '%USER-2-SYSTEM_MSG: %ASA-3-444303: %SMART_LIC-2-X:y', 'SMART_LIC-2-X', 'y'],
    ['IOS XE platform', '%IOSXE-6-PLATFORM: R0/0: cpp_cp: TS:0001 %FW-6-SESS_AUDIT: x', 'FW-6-SESS_AUDIT', 'x'],
  ])('takes the innermost code of %s', (_, tail, code, text) => {
    const found = parse(HEAD + tail)
    expect(found).toMatchObject({ code, text })
    expect(found.flags).toContain('nested_code')
  })

  it.each([
    ['a wrapper without one', '%IOSXE-3-PLATFORM: R0/0: bcm_switch: 50%-5-up', 'IOSXE-3-PLATFORM'],
    ['a code that is no wrapper', '%SYS-5-CONFIG_I: saw %LINK-3-UPDOWN: up', 'SYS-5-CONFIG_I'],
    ['a wrapper that speaks of a code', '%IOSXE-3-PLATFORM: R0/0: see %FW-6-X, please', 'IOSXE-3-PLATFORM'],
  ])('keeps the outer code of %s', (_, tail, code) => {
    const found = parse(HEAD + tail)
    expect(found.code).toBe(code)
    expect(found.flags).not.toContain('nested_code')
  })

  it.each([
    ['%SYS-8-X: y'],
    ['%SYS-55-X: y'],
    ['%SYS-5: y'],
    ['%SYS-5-: y'],
    ['%-5-X: y'],
    ['%5-X: y'],
    ['100%-5-X: y'],
    ['CEF-HWIDB: EDSP0'],
    ['%SYS-5-X, y'],
  ])('finds no code in %j', tail => {
    expect(parse(HEAD + tail)).toMatchObject({ code: null, text: tail })
  })

  it('gives the range of the innermost code without the licence group', () => {
    const bytes = new TextEncoder().encode('xx%A-1-B: no\n<1>7: %LICENSE-SMART_LIC-3-X : y\n')
    const scan = newScan()
    scanLine(bytes, 13, bytes.length - 1, scan)
    expect(new TextDecoder().decode(scan.bytes.subarray(scan.codeStart, scan.codeEnd))).toBe('SMART_LIC-3-X')
  })

  it('leaves nothing of one line in the next', () => {
    const scan = newScan()
    const full = new TextEncoder().encode('<1>7: sw: 000001: RP/0:.Jul  9 13:15:29.902 UTC: p[1]: %A-1-B: %C-2-D: x')
    const empty = new TextEncoder().encode('nothing')
    scanLine(full, 0, full.length, scan)
    scanLine(empty, 0, empty.length, scan)
    expect(scan).toMatchObject({
      shape: 'text',
      pri: -1,
      noticed: 0,
      stampKind: 'none',
      clock: '',
      codeStart: -1,
      counterStart: -1,
      sequenceStart: -1,
      originStart: -1,
      relayHostStart: -1,
      processStart: -1,
      nodeStart: -1,
      textStart: 0,
      textEnd: 7,
    })
  })
})
