import { describe, expect, it } from 'vitest'
import { code, event, parse } from './parse.ts'

const LINK = code('LINK', 3, 'UPDOWN')
const YEARLESS = { time: '2024-07-09T13:15:29.902Z' }
const TEXT = 'Interface Gi1/0/1, changed state to up'

describe('counters and origin', () => {
  it('reads a counter, the flag of an unset clock and a year-less stamp', () => {
    expect(parse(`<187>643: *Jul  9 13:15:29.902: %LINK-3-UPDOWN: ${TEXT}`)).toEqual(
      event({
        ...YEARLESS,
        ...LINK,
        pri: 187,
        messageCount: '643',
        clock: '*',
        text: TEXT,
        flags: ['year_inferred', 'zone_assumed', 'clock_unsynchronised'],
      }),
    )
  })

  it('reads the colon that a switched-off counter leaves', () => {
    expect(parse(`<187>: Jul  9 13:15:29: %LINK-3-UPDOWN: ${TEXT}`)).toEqual(
      event({
        ...LINK,
        time: '2024-07-09T13:15:29Z',
        resolutionMs: 999,
        pri: 187,
        text: TEXT,
        flags: ['year_inferred', 'zone_assumed'],
      }),
    )
  })

  it('tells the zero-padded service sequence from the counter before it', () => {
    const found = parse(`<187>105: 000104: Jul  9 13:15:29.902 UTC: %LINK-3-UPDOWN: ${TEXT}`)
    expect(found).toEqual(
      event({
        ...YEARLESS,
        ...LINK,
        pri: 187,
        messageCount: '105',
        sequence: '000104',
        text: TEXT,
        flags: ['year_inferred'],
      }),
    )
  })

  it.each([
    ['a padded number alone is the sequence', '022701: Jul  9 13:15:29: %A-3-B: x', null, '022701'],
    ['a plain number alone is the counter', '22701: Jul  9 13:15:29: %A-3-B: x', '22701', null],
    ['six digits without padding are the counter', '722701: Jul  9 13:15:29: %A-3-B: x', '722701', null],
    ['a number behind an origin is the sequence', '<1>: sw1: 115: Jul  9 13:15:29: %A-3-B: x', null, '115'],
    ['two plain numbers are counter and sequence', '<1>12: 115: Jul  9 13:15:29: %A-3-B: x', '12', '115'],
    [
      'a number behind a relay host is the counter',
      'Jul  9 13:15:30 192.0.2.7 58: Jul  9 13:15:29: %A-3-B: x',
      '58',
      null,
    ],
  ])('%s', (_, line, messageCount, sequence) => {
    expect(parse(line)).toMatchObject({ messageCount, sequence })
  })

  it('reads counter, origin and sequence before an uptime that is no time of day', () => {
    expect(parse('<165>7433: EDGE-1: 007439: 2y10w: %SEC_LOGIN-5-LOGIN_SUCCESS: at 07:57:58 Thu Jan 27 2022')).toEqual(
      event({
        ...code('SEC_LOGIN', 5, 'LOGIN_SUCCESS'),
        pri: 165,
        host: 'edge-1',
        messageCount: '7433',
        sequence: '007439',
        stamp: '2y10w',
        text: 'at 07:57:58 Thu Jan 27 2022',
        flags: ['uptime_stamp'],
      }),
    )
  })

  it.each([
    ['a name', '<1>7: SW-1.Example.NET.: Jul  9 13:15:29: %A-3-B: x', 'sw-1.example.net'],
    ['an IPv4 address', '<1>7: 192.0.2.9: Jul  9 13:15:29: %A-3-B: x', '192.0.2.9'],
    ['an IPv6 address that ends in colons', '<1>7: 2001:db8::: 12: Jul  9 13:15:29: %A-3-B: x', '2001:db8::'],
    ['a name that begins with a digit and has no colon', '<1>7: 3router 12: Jul  9 13:15:29: %A-3-B: x', '3router'],
    ['a name before a code without stamp', '<1>7: sw1: %A-3-B: x', 'sw1'],
    ['an access point', '<6>12: AP:0000.5e00.5320: *Jul  9 13:15:29.902: %A-3-B: x', 'ap:0000.5e00.5320'],
    ['the first of several names', '<1>7: sw1: vrf-a: Jul  9 13:15:29: %A-3-B: x', 'sw1'],
    ['a name with a blank before its colon', 'asa-1 : %ASA-4-106023: Deny', 'asa-1'],
    ['the name of an ASA behind a stamp with a year', 'Mar 09 2024 10:25:04 asa-1 : %ASA-6-305012: Teardown', 'asa-1'],
  ])('takes as host %s', (_, line, host) => {
    expect(parse(line)).toMatchObject({ host, relayHost: null })
  })

  it('uses the host of the reading only when the line names none', () => {
    expect(parse('Jul  9 13:15:29: %A-3-B: x', { host: 'WLC-1' }).host).toBe('wlc-1')
    expect(parse('<1>7: sw1: Jul  9 13:15:29: %A-3-B: x', { host: 'wlc-1' }).host).toBe('sw1')
  })

  it('takes the device from the session element where no origin names it', () => {
    const line = '<1>35: [syslog@9 s_id="dev01:514"]: *Jul  9 13:15:29.902: %LINK-3-UPDOWN: x'
    expect(parse(line)).toMatchObject({ messageCount: '35', code: 'LINK-3-UPDOWN', clock: '*', host: 'dev01' })
  })

  it('takes a caption before a stamp for text, not for a device', () => {
    expect(parse('REQUEST: Jul  9 13:15:29 2024 UTC')).toMatchObject({
      host: null,
      text: 'REQUEST: Jul  9 13:15:29 2024 UTC',
      flags: ['missing_pri', 'missing_code'],
    })
  })
})

describe('platforms', () => {
  it('reads a stamp with one blank before its day, as the controllers of the 9800 series print it', () => {
    const text =
      'Communications failure with the Cisco Smart License Utility (CSLU) : HTTP Server Error 502: Bad Gateway'
    expect(parse(`Jul 9 13:15:29.902: %SMART_LIC-3-COMM_FAILED: ${text}`)).toEqual(
      event({
        ...YEARLESS,
        ...code('SMART_LIC', 3, 'COMM_FAILED'),
        text,
        flags: ['missing_pri', 'year_inferred', 'zone_assumed'],
      }),
    )
  })

  it('reads the node, the process and the spaced colon of IOS XR and drops its licence group', () => {
    const line =
      '<187>9: RP/0/RP0/CPU0:Jul  9 13:15:29.902 UTC: smartlicserver[390]: %LICENSE-SMART_LIC-3-COMM_FAILED : Communications failure'
    expect(parse(line)).toEqual(
      event({
        ...YEARLESS,
        ...code('SMART_LIC', 3, 'COMM_FAILED'),
        pri: 187,
        messageCount: '9',
        node: 'RP/0/RP0/CPU0',
        process: 'smartlicserver[390]',
        text: 'Communications failure',
        flags: ['year_inferred'],
      }),
    )
  })

  it('reads the host before the node of IOS XR', () => {
    const line = '<1>40: xr-1 LC/0/2/CPU0:Jul  9 13:15:29.902 : ifmgr[214]: %PKT_INFRA-LINK-3-UPDOWN : Interface Te0'
    expect(parse(line)).toMatchObject({
      host: 'xr-1',
      node: 'LC/0/2/CPU0',
      process: 'ifmgr[214]',
      code: 'PKT_INFRA-LINK-3-UPDOWN',
      facility: 'PKT_INFRA-LINK',
    })
  })

  it('reads the code that older IOS XR writes without a percent sign', () => {
    const line = 'RP/0/RP0/CPU0:Jul  9 13:15:29.902 UTC: smartlicserver[186]: SMART_LIC-6-EXPORT_CONTROLLED:Usage of'
    expect(parse(line)).toMatchObject({
      code: 'SMART_LIC-6-EXPORT_CONTROLLED',
      text: 'Usage of',
      process: 'smartlicserver[186]',
    })
  })

  it('reads a card and module as the node', () => {
    expect(parse('<187>34: CLC 6/0: Jul  9 13:15:29.902 EST: %PKI-3-X: y')).toMatchObject({
      node: 'CLC 6/0',
      host: null,
    })
  })

  it('takes node and process of IOS XE from the head of the text and leaves the text whole', () => {
    expect(parse('Jul  9 13:15:29.902: %CAPWAP-5-AP_JOIN: Chassis 2 R0/0: wncd: AP Event: joined')).toMatchObject({
      node: 'Chassis 2 R0/0',
      process: 'wncd',
      text: 'Chassis 2 R0/0: wncd: AP Event: joined',
    })
  })

  it('reads the star of a controller task as part of the task, not of the clock', () => {
    const line = '<131>WLC-1: *SISF BT Process: Jul  9 13:15:29.902: %DOT1X-3-ABORT_AUTH: [PA]x.c:487 aborted'
    expect(parse(line)).toEqual(
      event({
        ...YEARLESS,
        ...code('DOT1X', 3, 'ABORT_AUTH'),
        pri: 131,
        host: 'wlc-1',
        process: 'SISF BT Process',
        text: '[PA]x.c:487 aborted',
        flags: ['year_inferred', 'zone_assumed'],
      }),
    )
  })

  it('keeps the device of a continuation line', () => {
    expect(parse('<132>WLC-1: -Traceback: 0x11759554')).toMatchObject({
      host: 'wlc-1',
      text: '-Traceback: 0x11759554',
      code: null,
    })
  })

  it('reads the year-first stamp and the host of NX-OS', () => {
    expect(parse('<189>2024 Jul  9 13:15:29 nexus-1 %ETHPORT-5-IF_UP: Interface Ethernet1/33 is up')).toEqual(
      event({
        ...code('ETHPORT', 5, 'IF_UP'),
        time: '2024-07-09T13:15:29Z',
        resolutionMs: 999,
        pri: 189,
        host: 'nexus-1',
        text: 'Interface Ethernet1/33 is up',
        flags: ['zone_assumed'],
      }),
    )
  })

  it('passes over the context of NX-OS and FXOS', () => {
    const line =
      '2024 Jul  9 13:15:29 fx-1 %$ VDC-1 %$ %USER-2-SYSTEM_MSG: %SMART_LIC-2-PLATFORM_ERROR:Contact TAC - SMART_AGENT[4941]'
    expect(parse(line)).toMatchObject({
      host: 'fx-1',
      code: 'SMART_LIC-2-PLATFORM_ERROR',
      text: 'Contact TAC - SMART_AGENT[4941]',
      flags: ['missing_pri', 'zone_assumed', 'nested_code'],
    })
  })

  it('reads a trace line', () => {
    const line =
      '2024/07/09 13:15:29.171926572 {wncd_x_R0-0}{1}: [errmsg] [17435]: (debug): %CLIENT_ORCH_LOG-7-MOVED: x'
    expect(parse(line)).toMatchObject({ code: 'CLIENT_ORCH_LOG-7-MOVED', process: 'wncd_x_R0-0', resolutionMs: 0 })
  })

  it('leaves a debug line without code as text behind its stamp', () => {
    expect(parse('<191>26: rt1: Jul  9 13:15:29.902 CEST: NTP Core (NOTICE): Clock synchronization lost.')).toEqual(
      event({
        time: '2024-07-09T11:15:29.902Z',
        offsetMinutes: 120,
        pri: 191,
        host: 'rt1',
        messageCount: '26',
        text: 'NTP Core (NOTICE): Clock synchronization lost.',
        flags: ['year_inferred', 'missing_code'],
      }),
    )
  })

  it('reads stamp and code behind a prompt', () => {
    const found = parse('wlc-1#*Jul  9 13:15:29.902: %SMART_LIC-5-COMM_RESTORED: restored')
    expect(found).toMatchObject({ code: 'SMART_LIC-5-COMM_RESTORED', clock: '*', time: Date.parse(YEARLESS.time) })
  })

  it('keeps the device that a relay named when a tag stands before the code', () => {
    expect(parse('2024-07-09T13:15:29.902Z wlc-1 wncd: %A-3-B: x')).toMatchObject({ host: 'wlc-1', process: 'wncd' })
    expect(parse('2024-07-09T13:15:29.902Z 192.0.2.7 12: wlc-1: %A-3-B: x')).toMatchObject({
      host: 'wlc-1',
      process: null,
    })
  })

  it('reads stamp and code behind the head of a foreign relay', () => {
    const line =
      '<190>Original Address=192.0.2.1 1 relay-1 Some Server 3356 MSGOUT x *Jul  9 13:15:29.902: %SYS-6-LOGOUT: bye'
    expect(parse(line)).toMatchObject({
      code: 'SYS-6-LOGOUT',
      text: 'bye',
      clock: '*',
      time: Date.parse(YEARLESS.time),
    })
  })
})
