import { describe, expect, it } from 'vitest'
import type { Event } from '../../../src/core/event.ts'
import { eventOf } from '../../../src/core/syslog/event-of.ts'
import { newScan, scanLine, scanNext } from '../../../src/core/syslog/scan.ts'
import { splitRecord } from '../../../src/core/syslog/split-record.ts'
import { at, parse, reading } from './parse.ts'

const STAMP = 'Jul  9 13:15:29.678'
const BARE = `343: ${STAMP}: %A-3-B: x`
const LINE = `<187>${BARE}`
const NEXT = '<187>344: %A-3-B: y'
const READ = { shape: 'json', code: 'A-3-B', messageCount: '343', time: at('2024-07-09T13:15:29.678Z'), text: 'x' }
const RECEIVED = at('2024-07-09T13:15:31.000Z')
const SECONDS = RECEIVED / 1000
const NANOSECONDS = `${RECEIVED}000000`
const json = (value: unknown) => JSON.stringify(value)
const attribute = (key: string, value: object) => ({ key, value })
const sender = attribute('net.peer.ip', { stringValue: '192.0.2.5' })

/** All messages of a record, as `parse --input ndjson` gives them. */
function eventsIn(record: string): readonly Event[] {
  const bytes = new TextEncoder().encode(record)
  const scan = newScan()
  const events: Event[] = []
  for (const [from, to] of splitRecord(bytes)) {
    scanLine(bytes, from, to, scan)
    do events.push(eventOf(scan, reading()))
    while (scanNext(scan))
  }
  return events
}

describe('the line in the objects of shippers', () => {
  it.each<[string, unknown]>([
    ['GELF', { short_message: 'x', full_message: LINE, source: '192.0.2.5' }],
    ['Graylog', { short_message: LINE, source: 'relay-1', gl2_remote_ip: '192.0.2.5' }],
    ['Cribl, beside a parsed message', { message: 'x', _raw: LINE, _time: SECONDS, host: '192.0.2.5' }],
    ['Splunk, a result', { result: { _raw: LINE, host: '192.0.2.5' } }],
    ['Splunk, an event', { event: { _raw: LINE }, host: '192.0.2.5' }],
    ['NiFi', { 'syslog.body': BARE, 'syslog.hostname': '192.0.2.5', 'syslog.priority': '187' }],
    ['syslog-ng, nested', { syslog: { message: LINE, host: '192.0.2.5' } }],
    ['Elasticsearch', { _index: 'logs', _source: { message: LINE, host: { ip: '192.0.2.5' } } }],
    ['fluentd', { tag: 'cisco', time: SECONDS, record: { message: LINE, host: '192.0.2.5' } }],
    ['Azure', { records: [{ SyslogMessage: BARE, HostIP: '192.0.2.5', Facility: 'local7', SeverityLevel: 'err' }] }],
    ['CloudWatch', { logGroup: 'g', host: '192.0.2.5', logEvents: [{ id: '1', timestamp: RECEIVED, message: LINE }] }],
    ['Google, a payload', { jsonPayload: { message: LINE, host: '192.0.2.5' }, timestamp: '2024-07-09T13:15:31Z' }],
    ['Google, a text', { textPayload: LINE, source: '192.0.2.5' }],
    ['CloudEvents', { specversion: '1.0', source: '/192.0.2.5', data: { message: LINE } }],
    ['Loki', { streams: [{ stream: { host: '192.0.2.5' }, values: [[NANOSECONDS, LINE]] }] }],
    ['an `@message`', { '@message': LINE, host: '192.0.2.5' }],
    ['a `Message`', { Message: LINE, host: '192.0.2.5' }],
    ['a `content`', { content: LINE, host: '192.0.2.5' }],
    ['Confluent', { message: 'x', rawMessage: LINE, remoteAddress: '/192.0.2.5:514' }],
    [
      'Telegraf, a batch',
      { metrics: [{ fields: { message: BARE, facility_code: 23, severity_code: 3 }, tags: { source: '192.0.2.5' } }] },
    ],
    ['OTLP, one record', { body: { stringValue: LINE }, attributes: [sender] }],
    [
      'OTLP, a body of keys',
      { body: { kvlistValue: { values: [attribute('message', { stringValue: LINE })] } }, attributes: [sender] },
    ],
    [
      'OTLP with underscores',
      {
        resource_logs: [
          {
            scope_logs: [
              {
                log_records: [
                  {
                    body: { string_value: LINE },
                    attributes: [attribute('net.peer.ip', { string_value: '192.0.2.5' })],
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
    [
      'OTLP of older releases',
      {
        resourceLogs: [
          { instrumentationLibraryLogs: [{ logs: [{ body: { stringValue: LINE }, attributes: [sender] }] }] },
        ],
      },
    ],
    [
      'the syslog receiver of OpenTelemetry',
      {
        body: { stringValue: BARE },
        attributes: [
          attribute('message', { stringValue: 'x' }),
          attribute('appname', { stringValue: '343' }),
          attribute('priority', { intValue: '187' }),
          attribute('facility', { intValue: '23' }),
          attribute('network.peer.address', { stringValue: '192.0.2.5' }),
        ],
      },
    ],
    ['OpenTelemetry, raw', { body: BARE, attributes: { message: 'x', priority: 187, 'client.address': '192.0.2.5' } }],
    [
      'OpenTelemetry, original',
      { body: 'x', attributes: { 'log.record.original': LINE, 'net.peer.name': '192.0.2.5' } },
    ],
    ['nobody known', { host: '192.0.2.5', a: { b: [{ strange: LINE, note: 'x' }] }, c: { message: 'no line' } }],
  ])('of %s', (_, record) => {
    expect(eventsIn(json(record))).toMatchObject([{ ...READ, pri: 187, host: '192.0.2.5', relayHost: '192.0.2.5' }])
  })

  it.each<[string, unknown]>([
    ['with a tag', ['cisco', SECONDS, { message: LINE }]],
    ['without one', [SECONDS, { message: LINE }]],
    ['several at once', ['cisco', [[SECONDS, { message: LINE }]]]],
    ['of Loki', { values: [[NANOSECONDS, LINE]] }],
  ])('takes the number in a list for the time of what follows: %s', (_, record) => {
    expect(eventsIn(json(record))).toMatchObject([{ ...READ, relayTime: RECEIVED }])
  })

  it('is not looked for deeper than four objects, nor in other texts', () => {
    expect(eventsIn(json({ a: { b: { c: { d: { e: LINE } } } } }))).toMatchObject([{ code: 'A-3-B', shape: 'json' }])
    expect(eventsIn(json({ a: { b: { c: { d: { e: { f: LINE } } } } } }))).toMatchObject([{ shape: 'text' }])
    expect(eventsIn(json({ tags: ['beats', 'parse failure'], note: 'x' }))).toMatchObject([{ shape: 'text' }])
    expect(eventsIn('[12] %A-3-B: x')).toMatchObject([{ code: 'A-3-B', shape: 'cisco' }])
  })

  it.each([
    { syslogfacility: '23', syslogseverity: '3' },
    { 'syslogfacility-text': 'local7', 'syslogseverity-text': 'err' },
    { 'pri-text': 'local7.err<187>' },
    { pri: '<187>' },
    { priority: '187' },
    { facility: 'local use 7 (local7)', severity: 'errors' },
    { facility_label: 'local7', severity_label: 'Error' },
  ])('has its priority from %j', said => {
    expect(parse(json({ msg: BARE, ...said })).pri).toBe(187)
  })

  it.each([
    ['notification', 5],
    ['notifications', 5],
    ['warnings', 4],
    ['3', 3],
  ])('has the severity %s', (priority, severity) => {
    expect(parse(json({ msg: BARE, facility: 'local7', priority })).pri).toBe(23 * 8 + severity)
  })

  it.each(['192.0.2.5', '::ffff:192.0.2.5', '/192.0.2.5:514', 'udp:192.0.2.5:514', 'tcp://192.0.2.5:514'])(
    'is one device, whether written %s or otherwise',
    host => {
      expect(parse(json({ message: BARE, host })).host).toBe('192.0.2.5')
    },
  )

  it.each([
    ['2001:DB8:0:0:0:0:0:7', '2001:db8::7'],
    ['2001:db8::0007', '2001:db8::7'],
    ['2001:db8:0:1:0:0:0:7', '2001:db8:0:1::7'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['[2001:db8::7]:514', '2001:db8::7'],
    ['FE80::1%eth0', 'fe80::1%eth0'],
    ['not:an:address', 'not:an:address'],
  ])('is the device %s, in short %s', (host, short) => {
    expect(parse(json({ message: BARE, host })).host).toBe(short)
  })
})

describe('the word that a parser took for the program', () => {
  const TAIL = `*${STAMP}: %A-3-B: x`
  it.each<[string, object, Partial<Event>]>([
    ['the code', { PROGRAM: '%A-3-B', MESSAGE: 'x' }, { process: null }],
    ['the code, fluentd', { ident: '%A-3-B', message: 'x' }, { process: null }],
    ['a zone', { programname: 'UTC', syslogtag: 'UTC:', message: ' %A-3-B: x' }, { host: '192.0.2.5', time: null }],
    [
      'a zone, and the stamp that was read',
      { programname: 'CEST', message: ' %A-3-B: x', timereported: '2024-07-09T15:15:29+00:00' },
      { host: '192.0.2.5', time: at('2024-07-09T13:15:29Z'), offsetMinutes: 120 },
    ],
    ['a process', { programname: 'config', procid: '65935', message: ' %A-3-B : x' }, { process: 'config[65935]' }],
    ['the counter before an origin', { ident: '343', message: `R1: ${TAIL}` }, { messageCount: '343', host: 'r1' }],
    [
      'an origin before a sequence',
      { PROGRAM: 'SW1', MESSAGE: `000123: ${TAIL}` },
      { sequence: '000123', host: 'sw1' },
    ],
    ['the counter, as its header', { LEGACY_MSGHDR: '343: ', MESSAGE: TAIL }, { messageCount: '343' }],
    ['the counter, Logstash', { program: '343', message: TAIL }, { messageCount: '343', process: null }],
    [
      'the year',
      { programname: '2024', message: ` ${STAMP}: %A-3-B: x` },
      { messageCount: null, flags: ['missing_pri', 'zone_assumed'] },
    ],
    [
      'a node',
      { programname: 'RP', message: `/0/RP0/CPU0:${STAMP} UTC: config[1]: %A-3-B : x` },
      { node: 'RP/0/RP0/CPU0', process: 'config[1]' },
    ],
    ['a program', { process: { program: 'su' }, message: 'x' }, { process: 'su', code: null }],
  ])('is put back: %s', (_, said, expected) => {
    expect(parse(json({ logsource: '192.0.2.5', ...said }))).toMatchObject({
      code: 'A-3-B',
      text: 'x',
      relayHost: '192.0.2.5',
      ...expected,
    })
  })
})

describe('several messages', () => {
  const both = [READ, { code: 'A-3-B', messageCount: '344', text: 'y' }]
  const [one, other] = [LINE, NEXT].map(message => json({ message }))
  it.each([
    ['behind a line break', `\n${one}\n${other}`],
    ['behind blanks and a byte order mark', ` \ufeff ${one}\r\n${other}\r\n`],
    ['in one message', json({ message: `${LINE}\n${NEXT}` })],
    ['in one message, read as one', json({ message: LINE + NEXT })],
    ['in a list', `[${one},${other}]`],
  ])('are told: %s', (_, record) => {
    expect(eventsIn(record)).toMatchObject(both)
  })

  it('keep further lines of a message, and what stands in their strings', () => {
    expect(eventsIn(json({ message: `${LINE}\n and more` }))).toMatchObject([{ text: 'x\n and more' }])
    expect(eventsIn(`${json({ message: `${LINE} a} {b` })} ${other}`)).toMatchObject([
      { text: 'x a} {b' },
      { text: 'y' },
    ])
  })

  it('are told behind and before a raw line', () => {
    const found = eventsIn(`${LINE}\n${json({ message: `${NEXT} <5>6: z` })}\n${LINE}`)
    expect(found).toMatchObject([
      { shape: 'cisco', text: 'x' },
      { shape: 'json', code: 'A-3-B' },
      { shape: 'json', messageCount: '6' },
      { shape: 'cisco', text: 'x' },
    ])
  })

  it('are told beside one that is cut, whose line is told if its code is whole', () => {
    const cut = '{"host":"192.0.2.5","message":"'
    expect(eventsIn(`${one}\n${cut}${NEXT}`)).toMatchObject(both)
    expect(eventsIn(`${cut}${NEXT}`)[0]?.flags).toContain('bad_envelope')
    expect(eventsIn(`${one}\n${cut}\n${other}`)).toMatchObject([
      READ,
      { code: null, flags: expect.arrayContaining(['bad_envelope']) },
      { text: 'y' },
    ])
  })
})

describe('a record of many lines', () => {
  /** How many bytes splitRecord looks at to find a byte. */
  function lookedAt(bytes: Uint8Array): number {
    let looked = 0
    bytes.indexOf = (byte, from = 0) => {
      const found = Uint8Array.prototype.indexOf.call(bytes, byte, from)
      looked += (found < 0 ? bytes.length : found) - from
      return found
    }
    splitRecord(bytes)
    return looked
  }

  it.each([
    ['empty lines', '\n'],
    ['lines without a bracket', '343: %A-3-B: x\n'],
    ['lines with brackets', '<1>343: %A-3-B: <5> and < \n'],
  ])('is looked through once: %s', (_, line) => {
    const bytes = new TextEncoder().encode(line.repeat(2000))
    expect(lookedAt(bytes)).toBeLessThan(3 * bytes.length)
  })
})
