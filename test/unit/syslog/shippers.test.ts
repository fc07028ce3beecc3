import { describe, expect, it } from 'vitest'
import { eventOf } from '../../../src/core/syslog/event-of.ts'
import { newScan, scanLine, scanNext } from '../../../src/core/syslog/scan.ts'
import { at, parse, reading } from './parse.ts'

const LINE = '<187>343: .Jul  9 13:15:29.678: %LINK-3-UPDOWN: y'
const READ = { code: 'LINK-3-UPDOWN', pri: 187, messageCount: '343', time: at('2024-07-09T13:15:29.678Z'), text: 'y' }
const json = (value: unknown) => JSON.stringify(value)
const eventsIn = (record: string) => {
  const bytes = new TextEncoder().encode(record)
  const scan = newScan()
  scanLine(bytes, 0, bytes.length, scan)
  const events = [eventOf(scan, reading())]
  while (scanNext(scan)) events.push(eventOf(scan, reading()))
  return events
}

describe('the envelopes of shippers', () => {
  const HEADLESS = '.Jul  9 13:15:29.678: %LINK-3-UPDOWN: y'
  const telegraf = { fields: { message: LINE }, tags: { hostname: 'r1', source: '192.0.2.5', host: 'collector' } }
  it.each([
    ['rsyslog, raw', { rawmsg: LINE, 'fromhost-ip': '192.0.2.5', timegenerated: '2024-07-09T13:15:30Z' }, '192.0.2.5'],
    [
      'rsyslog, JSON whose message lacks the first word',
      { message: ` ${HEADLESS}`, programname: '343', fromhost: 'r1', facility: 'local7', priority: 'err' },
      'r1',
    ],
    [
      'syslog-ng, parsed',
      { PROGRAM: '343', PRIORITY: 'err', FACILITY: 'local7', MESSAGE: HEADLESS, HOST: 'r1', HOST_FROM: '192.0.2.5' },
      'r1',
    ],
    ['syslog-ng, with MSGHDR', { MSGHDR: '343: ', MSG: HEADLESS, PRI: '187', HOST: 'r1' }, 'r1'],
    ['Vector, socket', { host: '192.0.2.5', message: LINE, port: 514, source_type: 'socket' }, '192.0.2.5'],
    ['Fluent Bit', { '@timestamp': 1720530931.25, log: LINE, source_host: 'udp://192.0.2.5:514' }, '192.0.2.5'],
    ['Logstash', { message: 'x', event: { original: LINE }, host: { ip: '192.0.2.5' } }, '192.0.2.5'],
    [
      'Filebeat, whose own host is not the sender',
      { message: LINE, log: { source: { address: '192.0.2.5:53211' } }, host: { name: 'beat' } },
      '192.0.2.5',
    ],
    ['Telegraf, JSON', telegraf, 'r1'],
    ['Splunk HEC', { event: LINE, host: '192.0.2.5', time: 1720530931.25, sourcetype: 'cisco:ios' }, '192.0.2.5'],
    ['an OpenTelemetry body', { body: LINE, attributes: { 'net.peer.ip': '192.0.2.5' } }, '192.0.2.5'],
    ['Kafka Connect', { schema: null, payload: { message: LINE, hostname: 'r1' } }, 'r1'],
  ])('of %s', (_, envelope, host) => {
    expect(parse(json(envelope))).toMatchObject({ ...READ, shape: 'json', host, relayHost: host })
  })

  it('of Telegraf in line protocol, with escaped quotes', () => {
    const record = String.raw`syslog,appname=x,hostname=r\ 1,source=192.0.2.5 facility_code=23i,severity_code=3i,message="%LINK-3-UPDOWN: a \"b\", c" 1720530931000000000`
    expect(parse(record)).toMatchObject({ code: 'LINK-3-UPDOWN', text: 'a "b", c', pri: 187, host: 'r 1' })
  })

  it.each([
    ['a host object', '{ip=192.0.2.5}', '192.0.2.5'],
    ['a host in JSON', '{"ip":"192.0.2.5"}', '192.0.2.5'],
    ['no host', '%{host}', null],
  ])("of Logstash's plain codec with %s", (_, written, host) => {
    expect(parse(`2024-07-09T13:15:30.123Z ${written} ${LINE}`)).toMatchObject({
      ...READ,
      shape: 'relay',
      relayHost: host,
    })
  })

  it('of a relay that writes the priority as words', () => {
    const lines = ['Jul  9 13:15:30 relay local7.err', '2024-07-09 13:15:30\tLocal7.Error\trelay']
    for (const head of lines) {
      expect(parse(`${head} 343: r9: .Jul  9 13:15:29.678: %LINK-3-UPDOWN: y`)).toMatchObject({ ...READ, host: 'r9' })
    }
  })

  it('of a forwarder that names the original address', () => {
    const line =
      '<190>Original Address=192.0.2.1 1 2024-07-09T13:15:32.168Z relay Kiwi_Server 3356 MSGOUT R-1: *Jul  9 13:15:29.538: %SYS-6-LOGOUT: y'
    expect(parse(line)).toMatchObject({ host: 'r-1', relayHost: '192.0.2.1', code: 'SYS-6-LOGOUT', clock: '*' })
  })

  it('that hold several messages, one after the other', () => {
    const record = (body: string) => ({ body: { stringValue: body }, attributes: [] })
    const resource = { attributes: [{ key: 'host.name', value: { stringValue: 'r1' } }] }
    const logRecords = [record(LINE), { body: { bytesValue: btoa('<187>344: %A-3-B: z') } }]
    const otlp = { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] }
    for (const batch of [
      json(otlp),
      json([
        { message: LINE, host: 'r1' },
        { message: '<187>344: %A-3-B: z', host: 'r1' },
      ]),
    ]) {
      expect(eventsIn(batch)).toMatchObject([
        { ...READ, host: 'r1' },
        { code: 'A-3-B', host: 'r1', time: null },
      ])
    }
    expect(eventsIn(`${json({ event: LINE })} ${json({ event: LINE })}`)).toHaveLength(2)
  })

  it('undoes escaped control characters of rsyslog only', () => {
    const text = ': *Jul  9 13:15:29.411: %A-3-B: one#012two#015#012'
    expect(parse(`2024-07-09T13:15:31.044037+00:00 192.0.2.7 29${text}`).text).toBe('one\ntwo')
    expect(parse(json({ rawmsg: `<1>29${text}` })).text).toBe('one\ntwo')
    expect(parse(`2024-07-09T13:15:31+00:00 192.0.2.7 29${text}`).text).toBe('one#012two#015#012')
  })

  it.each(['{"message":', '{"message":"<187>343: %A-3', '{'])('say so where they are broken: %s', record => {
    expect(parse(record)).toMatchObject({ shape: 'text', text: record, code: null })
    expect(parse(record).flags).toContain('bad_envelope')
  })
})

describe('the year of a stamp', () => {
  it('is the one nearest to the relay in the same line, not to the arrival', () => {
    const line = '2021-01-01T00:00:10+00:00 192.0.2.7 29: Dec 31 23:59:59.411: %A-3-B: x'
    expect(parse(line).time).toBe(at('2020-12-31T23:59:59.411Z'))
  })
})
