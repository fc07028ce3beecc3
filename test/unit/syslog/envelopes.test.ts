import { describe, expect, it } from 'vitest'
import type { Flag } from '../../../src/core/event.ts'
import { newScan, relayInstant, scanLine } from '../../../src/core/syslog/scan.ts'
import { textFields } from '../../../src/core/syslog/text-fields.ts'
import { UTC } from '../../../src/core/syslog/zones.ts'
import { at, code, event, parse } from './parse.ts'

const SYS = code('SYS', 5, 'CONFIG_I')
const relayOf = (line: string) => {
  const scan = newScan()
  const bytes = new TextEncoder().encode(line)
  scanLine(bytes, 0, bytes.length, scan)
  const instant = relayInstant(scan, at('2024-07-09T13:15:30Z'), UTC)
  return Number.isNaN(instant) ? null : new Date(instant).toISOString()
}

describe('relay file format', () => {
  it('keeps the relay beside the device', () => {
    const line =
      '2024-07-09T13:15:31.044037+00:00 192.0.2.7 29: sw-1: *Jul  9 13:15:29.411: %SYS-5-CONFIG_I: Configured\n'
    expect(parse(line)).toEqual(
      event({
        ...SYS,
        shape: 'relay',
        time: '2024-07-09T13:15:29.411Z',
        clock: '*',
        host: 'sw-1',
        relayHost: '192.0.2.7',
        relayTime: at('2024-07-09T13:15:31.044Z'),
        messageCount: '29',
        text: 'Configured',
        flags: ['missing_pri', 'year_inferred', 'zone_assumed', 'clock_unsynchronised'],
      }),
    )
  })

  it('takes the only stamp for the device as well', () => {
    const line = 'Jul  9 13:15:29 WLC-1.example.net %SYS-5-CONFIG_I: Configured'
    expect(parse(line)).toEqual(
      event({
        ...SYS,
        shape: 'relay',
        time: '2024-07-09T13:15:29Z',
        resolutionMs: 999,
        host: 'wlc-1.example.net',
        relayHost: 'wlc-1.example.net',
        relayTime: at('2024-07-09T13:15:29Z'),
        text: 'Configured',
        flags: ['missing_pri', 'year_inferred', 'zone_assumed'],
      }),
    )
  })

  it.each([
    [
      'a priority behind the header',
      'Jul  9 13:15:31 sw-2.example.org <189>2: *Mar  2 00:00:43.167: %A-3-B: x',
      'sw-2.example.org',
    ],
    ['an IPv6 host', '2024-07-09T13:15:31Z 2001:db8::7 2: *Mar  2 00:00:43.167: %A-3-B: x', '2001:db8::7'],
    ['no header inside', '2024-07-09T13:15:31Z 192.0.2.7 Mar  2 2024 00:00:43.167 UTC: %A-3-B: x', '192.0.2.7'],
    [
      'an origin inside',
      '<190>31: Jul  9 13:15:31 192.0.2.7 sw01: 32: Mar  2 2024 00:00:43.167 UTC: %A-3-B: x',
      'sw01',
    ],
    ['a lone colon', '<189>Jul  9 13:15:31 192.0.2.33 : 2024 Mar  2 00:00:43.167 UTC: %A-3-B: x', '192.0.2.33'],
  ])('reads %s', (_, line, host) => {
    expect(parse(line)).toMatchObject({ host, code: 'A-3-B', time: at('2024-03-02T00:00:43.167Z') })
    expect(relayOf(line)).toBe('2024-07-09T13:15:31.000Z')
  })

  it('has no relay for a line that only the device has stamped', () => {
    expect(relayOf('<1>7: Jul  9 13:15:29.902: %A-3-B: x')).toBeNull()
    expect(relayOf('<34>Jul  9 13:15:29 host su: x')).toBeNull()
  })
})

describe('RFC 3164', () => {
  it('reads host, tag and text', () => {
    expect(parse("<34>Jul  9 13:15:29 mymachine su: 'su root' failed")).toEqual(
      event({
        shape: 'rfc3164',
        time: '2024-07-09T13:15:29Z',
        resolutionMs: 999,
        pri: 34,
        host: 'mymachine',
        relayHost: 'mymachine',
        process: 'su',
        text: "'su root' failed",
        flags: ['year_inferred', 'zone_assumed', 'missing_code'],
      }),
    )
  })

  it.each([
    ['<34>Jul  9 13:15:29 host sshd[77]: Accepted', 'host', 'sshd[77]', 'Accepted'],
    ['Jul  9 13:15:29 host sshd[77]: Accepted', 'host', 'sshd[77]', 'Accepted'],
    ['<34>Jul  9 13:15:29 2007 app: msg', null, 'app', 'msg'],
    ['<34>su: msg', null, 'su', 'msg'],
    ['<34>Jul  9 13:15:29 host some words', 'host', null, 'some words'],
    ['<34>last message repeated 66 times', null, null, 'last message repeated 66 times'],
  ])('reads %s', (line, host, process, text) => {
    expect(parse(line)).toMatchObject({ host, process, text, code: null })
  })

  it.each([
    ['<0>x', 0, []],
    ['<191>x', 191, []],
    ['<034>x', 34, []],
    ['<192>x', null, ['invalid_pri']],
    ['<999>x', null, ['invalid_pri']],
    ['x', null, ['missing_pri']],
    ['<>x', null, ['missing_pri']],
    ['<12345>x', null, ['missing_pri']],
    ['<1x', null, ['missing_pri']],
  ])('reads the priority of %s', (line, pri, flags) => {
    expect(parse(line)).toMatchObject({ pri, flags: [...flags, 'missing_time', 'missing_code'] })
  })

  it('drops an octet count and a byte order mark, and says so', () => {
    expect(parse('83 <34>Jul  9 13:15:29 host su: hi')).toMatchObject({ host: 'host', text: 'hi', pri: 34 })
    expect(parse('83 <34>Jul  9 13:15:29 host su: hi').flags).toContain('framing')
    expect(parse('\ufeff<34>Jul  9 13:15:29 host su: hi')).toMatchObject({ host: 'host', text: 'hi', pri: 34 })
    expect(parse('\ufeff<34>Jul  9 13:15:29 host su: hi').flags).toContain('bom')
  })
})

describe('RFC 5424', () => {
  it('reads its header and passes over structured data', () => {
    const line =
      '<34>1 2024-07-09T13:15:29.003Z host.example.com su 77 ID47 [a@1 b="c]\\"d"][e@2] \ufeff\'su root\' failed: no'
    expect(parse(line)).toEqual(
      event({
        shape: 'rfc5424',
        time: '2024-07-09T13:15:29.003Z',
        pri: 34,
        host: 'host.example.com',
        relayHost: 'host.example.com',
        process: 'su',
        text: "'su root' failed: no",
        flags: ['bom', 'missing_code'],
      }),
    )
  })

  it.each([
    [
      'its counter',
      '29 - - -  foo: *Jul  9 13:15:29.411 UTC: %SYS-5-CONFIG_I: x',
      { messageCount: '29', host: 'foo', clock: '*' },
    ],
    [
      'the month of its stamp',
      '*Jul - - -  9 2024 13:15:29.411 UTC: %SYS-5-CONFIG_I: x',
      { host: '192.0.2.7', clock: '*' },
    ],
    ['its origin', 'WLC-1 - - -  Jul  9 13:15:29.411 UTC: %SYS-5-CONFIG_I: x', { host: 'wlc-1', clock: '' }],
    [
      'a real application',
      'rsyslogd 9 - - Jul  9 13:15:29.411 UTC: %SYS-5-CONFIG_I: x',
      { host: '192.0.2.7', process: 'rsyslogd' },
    ],
  ])('reads a Cisco line of which the relay took %s for the application', (_, tail, expected) => {
    const line = `<189>1 2024-07-09T13:15:31.044037+00:00 192.0.2.7 ${tail}`
    expect(parse(line)).toMatchObject({
      shape: 'rfc5424',
      relayHost: '192.0.2.7',
      time: at('2024-07-09T13:15:29.411Z'),
      code: 'SYS-5-CONFIG_I',
      text: 'x',
      ...expected,
    })
    expect(relayOf(line)).toBe('2024-07-09T13:15:31.044Z')
  })

  it('takes nil values for nothing', () => {
    expect(parse('<34>1 - - - - - - hello')).toMatchObject({
      shape: 'rfc5424',
      time: null,
      host: null,
      process: null,
      text: 'hello',
    })
  })

  it.each(['<34>1 2024-07-09T13:15:29.003Z', '<34>1 2024-07-09T13:15:29.003Z host', '<34>1 - h a p m [x y="'])(
    'reads what there is of the cut %s',
    line => {
      expect(parse(line)).toMatchObject({ shape: 'rfc5424', pri: 34, code: null })
    },
  )
})

describe('JSON envelope', () => {
  const INNER = '<187>343: .Jul  9 13:15:29.678: %SYS-5-CONFIG_I: Configured'
  const EXPECTED = {
    ...SYS,
    shape: 'json' as const,
    time: '2024-07-09T13:15:29.678Z',
    clock: '.' as const,
    pri: 187,
    messageCount: '343',
    text: 'Configured',
    flags: ['year_inferred', 'zone_assumed', 'clock_free'] as const,
  }

  it('reads the line inside, the sender and the time of the envelope', () => {
    const line = JSON.stringify({ host: 'SW-1', message: `${INNER}\r\n`, timestamp: '2024-07-09T13:15:31.5+00:00' })
    const relayTime = at('2024-07-09T13:15:31.500Z')
    expect(parse(line)).toEqual(event({ ...EXPECTED, host: 'sw-1', relayHost: 'sw-1', relayTime }))
  })

  it.each([
    ['message', { message: INNER }],
    ['event.original before message', { message: 'cut', event: { original: INNER } }],
    ['event.original written flat', { message: 'cut', 'event.original': INNER }],
    ['rawmsg before message', { message: 'cut', rawmsg: INNER }],
    ['log', { log: INNER }],
    ['msg', { msg: INNER }],
    ['MESSAGE', { MESSAGE: INNER }],
    ['body', { body: INNER }],
    ['fields.message', { fields: { message: INNER } }],
  ])('finds the line under %s', (_, envelope) => {
    expect(parse(JSON.stringify(envelope))).toEqual(event(EXPECTED))
  })

  it.each([
    ['host', { host: '192.0.2.1' }],
    ['host.name', { host: { name: '192.0.2.1' } }],
    ['host.ip as a list', { host: { ip: ['192.0.2.1'] } }],
    ['fromhost-ip before host', { 'fromhost-ip': '192.0.2.1', host: 'relay' }],
    ['hostname', { hostname: '192.0.2.1' }],
    ['source_ip', { source_ip: '192.0.2.1' }],
  ])('finds the sender under %s', (_, envelope) => {
    expect(parse(JSON.stringify({ ...envelope, message: INNER })).relayHost).toBe('192.0.2.1')
  })

  it.each([
    ['seconds', 1720530931, '2024-07-09T13:15:31.000Z'],
    ['seconds with a fraction', 1720530931.25, '2024-07-09T13:15:31.250Z'],
    ['milliseconds', 1720530931250, '2024-07-09T13:15:31.250Z'],
    ['microseconds', 1720530931250000, '2024-07-09T13:15:31.250Z'],
    ['nanoseconds', 1720530931250000000, '2024-07-09T13:15:31.250Z'],
    ['seconds as text', '1720530931.25', '2024-07-09T13:15:31.250Z'],
    ['ISO text', '2024-07-09T15:15:31.250+02:00', '2024-07-09T13:15:31.250Z'],
    ['nonsense', 'yesterday', null],
    ['a negative number', -5, null],
    ['an impossible date', '2024-02-31T00:00:00Z', null],
  ])('reads a time in %s', (_, time, instant) => {
    expect(relayOf(JSON.stringify({ '@timestamp': time, message: INNER }))).toBe(instant)
  })

  it('puts the host inside the line before the sender, and the header of the line before the envelope', () => {
    const origin = JSON.stringify({ host: '192.0.2.1', message: '<1>7: sw1: Jul  9 13:15:29: %A-3-B: x' })
    expect(parse(origin)).toMatchObject({ host: 'sw1', relayHost: '192.0.2.1' })
    const relayed = JSON.stringify({ host: '192.0.2.1', message: 'Jul  9 13:15:29 wlc1 %A-3-B: x' })
    expect(parse(relayed)).toMatchObject({ host: 'wlc1', relayHost: 'wlc1', shape: 'json' })
  })

  it.each<[string, readonly Flag[]]>([
    ['{"message":', ['bad_envelope']],
    ['{]', ['bad_envelope']],
    ['{"host":"h"} and more', ['bad_envelope']],
    ['{}', []],
    ['{"message":5}', []],
    ['{"message":""}', []],
    ['{"host":"h"}', []],
  ])('keeps %s as text, and says where it is broken', (line, bad) => {
    expect(parse(line)).toEqual(
      event({
        shape: 'text',
        text: line,
        fields: textFields(line),
        flags: ['missing_pri', 'missing_time', 'missing_code', ...bad],
      }),
    )
  })
})
