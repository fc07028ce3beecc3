import { describe, expect, it } from 'vitest'
import { siteZones } from '../../../src/config/zones.ts'
import type { Event } from '../../../src/core/event.ts'
import { splitRecord } from '../../../src/core/syslog/split-record.ts'
import { packName } from '../../../src/core/syslog/zones.ts'
import { at, parse } from './parse.ts'

const STAMP = 'Jul  9 13:15:29.902'

describe('header forms', () => {
  it.each<[string, string, Partial<Event>]>([
    [
      'an origin of several words',
      `<1>7: my core switch: 0012345: ${STAMP}: %A-3-B: x`,
      { host: 'my core switch', sequence: '0012345' },
    ],
    [
      'an origin that is no address, behind a relay',
      `Jul  9 13:15:31 192.0.2.7 7: 0.0.0.0: ${STAMP}: %A-3-B: x`,
      { host: '192.0.2.7' },
    ],
    [
      'a number behind a switched-off counter',
      `<1>: 1234567: ${STAMP}: %A-3-B: x`,
      { sequence: '1234567', messageCount: null },
    ],
    ['a stack member', `<1>7: ${STAMP}: %A-3-B: x (Switch-2)`, { node: 'Switch-2', text: 'x (Switch-2)' }],
    [
      'a process at the end',
      '<1>2024 Jul  9 13:15:29 n1 %A-3-B: x - dcos_sshd[12977]',
      { process: 'dcos_sshd[12977]' },
    ],
    ['a device context', '2024 Jul  9 13:15:29 fx %$ VDC-1 %$ %A-3-B: x', { node: 'VDC-1', host: 'fx' }],
    [
      'the module before a nested code',
      `<1>7: ${STAMP}: %IOSXE-6-PLATFORM: R0/0: cpp_cp: QFP:0.0 %FW-6-X: y`,
      { node: 'R0/0', process: 'cpp_cp' },
    ],
    [
      'a counter as application',
      '<1>1 2024-07-09T13:15:29Z r1 343 - - [meta x="9"] %A-3-B: x',
      { messageCount: '343', process: null },
    ],
    [
      'an unknown zone of seven letters',
      `<1>7: ${STAMP} Singapo: %A-3-B: x`,
      { flags: ['year_inferred', 'unknown_zone'] },
    ],
  ])('with %s', (_, line, expected) => {
    expect(parse(line)).toMatchObject(expected)
  })

  it.each(['core_sw/1', 'SW#1', 'C9K-ÄÖ', 'asa/admin ', 'Site (A)', 'Site A, floor B'])(
    'take any origin that somebody typed, before a stamp, a sequence or a code: %s',
    written => {
      const host = written.trim().toLowerCase()
      expect(parse(`<1>7: ${written}: ${STAMP}: %A-3-B: x`)).toMatchObject({
        host,
        time: at('2024-07-09T13:15:29.902Z'),
      })
      expect(parse(`<1>7: ${written}: 000123: ${STAMP}: %A-3-B: x`)).toMatchObject({ host, sequence: '000123' })
      expect(parse(`<1>: ${written}: %A-3-B: x`)).toMatchObject({ host, code: 'A-3-B' })
    },
  )

  it.each([
    '<34>7: some words, and: 5 of them',
    '<34>7: some words: *',
    '<34>some words: %A-3-B: x',
    '<34>some words: 000123: x',
    '<34>7: 50% of it: %A-3-B: x',
    '<34>7: "quoted": %A-3-B: x',
    '7>643: *Jul  9 13:15:29.902: %A-3-B: x',
    'g): %A-3-B: x',
    'w1"},"message":"<187>343: .Jul  9 13:15:29.678: %A-3-B: x',
  ])('take no words of a text for an origin: %s', line => {
    expect(parse(line).host).toBeNull()
  })

  it.each<[string, string, Partial<Event>]>([
    [
      'a controller of several words',
      `<131>WLC 5508 lab: *apfTask: ${STAMP}: %A-3-B: x`,
      { host: 'wlc 5508 lab', process: 'apfTask' },
    ],
    ['a blank before its colon', '<1>: asa-1 : %ASA-6-302014: x', { host: 'asa-1' }],
    [
      'a session with an IPv6 address',
      `<1>7: [syslog@9 s_id="2001:db8::1:514"]: ${STAMP}: %A-3-B: x`,
      { host: '2001:db8::1' },
    ],
    [
      'a session of several parameters',
      `<1>7: [syslog@9 s_sn="1" s_id="wlc1:514"]: ${STAMP}: %A-3-B: x`,
      { host: 'wlc1' },
    ],
    [
      'an admin node of XR',
      `<1>7: xr1 0/RSP0/ADMIN0:${STAMP} UTC: inventory[9]: %A-3-B : x`,
      { host: 'xr1', node: '0/RSP0/ADMIN0' },
    ],
  ])('read %s', (_, line, expected) => {
    expect(parse(line)).toMatchObject({ code: expect.any(String), ...expected })
  })

  it('keep the priority before the tag, whatever the text has in angle brackets', () => {
    const line = '<14>Jul  9 13:15:29 cimc-1 BMC:kernel:-: <5>[x] y'
    expect(parse(line)).toMatchObject({ pri: 14, process: 'BMC:kernel:-', text: '<5>[x] y' })
    expect(parse('<14>Jul  9 13:15:29 relay <5>kernel: y')).toMatchObject({ pri: 5, process: 'kernel' })
  })

  it.each([
    ['<1>1234567: Jul  9 13:15:29.902: %A-3-B: x', true],
    ['<1>12345: Jul  9 13:15:29.902: %A-3-B: x', false],
    ['<1>7: 012345: Jul  9 13:15:29.902: %A-3-B: x', false],
  ])('say whether the only number can be either: %s', (line, unknown) => {
    expect(parse(line).flags.includes('counter_unknown')).toBe(unknown)
  })

  it.each(['<34>Jul 11 22:14', '<189>5: Jul 14 08:2', '*Jul  9 13:15:2', 'Jul'])(
    'that end within a stamp give no time: %s',
    line => {
      expect(parse(line).time).toBeNull()
      expect(parse(line).flags).toContain('truncated')
    },
  )

  it('with the date of a boot are flagged if the arrival is far from it', () => {
    expect(parse('<1>7: *Mar  1 00:00:43.167: %A-3-B: x')).toMatchObject({
      stamp: '*Mar  1 00:00:43.167',
      flags: expect.arrayContaining(['boot_clock']),
    })
    expect(
      parse('<1>7: *Mar  1 00:00:43.167: %A-3-B: x', { arrivalMs: at('2024-03-01T00:01:00Z') }).flags,
    ).not.toContain('boot_clock')
    expect(parse('<1>7: Mar  1 00:00:43.167: %A-3-B: x').flags).not.toContain('boot_clock')
  })
})

describe('repeats', () => {
  it.each([
    ['<189>8: last message repeated 66 times', 66],
    ['<189>: 2023 May  2 12:55:19 UTC: last message repeated 3 time', 3],
    ['<187>5: Jul  9 13:15:29: %A-3-B: text (message repeated 7 times)', 7],
    ['<131>W: *T: Jul  9 13:15:29.939: %A-3-B: x [...It occurred 3 times.!]', 3],
    ['<131>W: *T: Jul  9 13:15:29.939: Previous message occurred 2 times.', 2],
    ['<187>5: %ARP-4-SYSLOG_SL_MSG_WARNING: ARP-4-INVAL_IP: message repeated 1 times in last 190 sec', 1],
    ['<187>5: %A-3-B: the last message repeated 66 times', 0],
  ])('are counted by the words of %s', (line, repeats) => {
    expect(parse(line).repeats).toBe(repeats)
  })
})

describe('a message that rsyslog wrapped as it came again', () => {
  const RELAYED = '2024-07-09T13:15:31.044037+00:00 192.0.2.1'

  it.each<[string, string, Partial<Event>]>([
    ['behind the code', `${RELAYED} %A-3-B: message repeated 3 times: [ x]`, { code: 'A-3-B', text: 'x' }],
    [
      'behind the counter',
      `${RELAYED} 48: message repeated 3 times: [ ${STAMP}: %A-3-B: x [y]]`,
      { code: 'A-3-B', text: 'x [y]', messageCount: '48', time: at('2024-07-09T13:15:29.902Z') },
    ],
    ['and cut', `${RELAYED} %A-3-B: message repeated 3 times: [ x [y`, { code: 'A-3-B', text: 'x [y' }],
    ['behind a tag', '<34>Jul  9 13:15:29 host su: message repeated 3 times: [ x]', { process: 'su', text: 'x' }],
  ])('is unwrapped and counted: %s', (_, line, expected) => {
    expect(parse(line)).toMatchObject({ repeats: 3, ...expected })
  })

  it.each(['message repeated times: [ x]', 'message repeated 3 times', 'message repeated 1234567890 times: [ x]'])(
    'is nothing else: %s',
    text => {
      expect(parse(`${RELAYED} %A-3-B: ${text}`)).toMatchObject({ repeats: 0, text })
    },
  )
})

describe('the messages of a record', () => {
  const split = (text: string) => {
    const bytes = new TextEncoder().encode(text)
    return splitRecord(bytes).map(([from, to]) => new TextDecoder().decode(bytes.subarray(from, to)))
  }
  it.each([
    ['one a line', ['<1>7: %A-3-B: x\n', '<1>8: %A-3-B: y\n']],
    [
      'a message of several lines',
      [
        `${STAMP}: %SYS-5-RESTART: System restarted --\nCisco Software\n  Compiled Mon 19-Sep-11 17:41\n`,
        `${STAMP}: %A-3-B: x`,
      ],
    ],
    ['two that were read as one', ['<1>7: %A-3-B: x', '<1>8: %A-3-B: y', '<1>: %A-3-B: z']],
    ['two with their octet counts', ['15 <1>7: %A-3-B: x', '15 <1>8: %A-3-B: y']],
    ['a text that speaks of priorities', ['<1>7: %A-3-B: x <5> and <6> y']],
    ['an envelope of several lines', ['{\n "message":\n "<1>7: %A-3-B: x"\n}']],
    ['nothing', ['']],
  ])('are parted: %s', (_, messages) => {
    expect(split(messages.join(''))).toEqual(messages)
  })
})

describe('the zones of a site', () => {
  const zones = (texts: string[], abbreviations: string[] = []) => {
    const found = siteZones({ zones: texts, abbreviations })
    if ('text' in found) throw new Error(found.remedy)
    return found
  }
  const timeIn = (line: string, zone: ReturnType<typeof zones>, arrival: string) =>
    parse(line, { zones: zone, arrivalMs: at(arrival) })

  it('settle an hour that occurs twice by the arrival, and flag it', () => {
    const berlin = zones(['Europe/Berlin'])
    const line = '<1>7: Oct 27 2024 02:30:00.000: %A-3-B: x'
    expect(timeIn(line, berlin, '2024-10-27T00:30:01Z')).toMatchObject({
      time: at('2024-10-27T00:30:00Z'),
      offsetMinutes: 120,
    })
    expect(timeIn(line, berlin, '2024-10-27T01:30:01Z')).toMatchObject({
      time: at('2024-10-27T01:30:00Z'),
      offsetMinutes: 60,
    })
    expect(timeIn(line, berlin, '2024-10-27T01:30:01Z').flags).toContain('ambiguous_time')
    expect(timeIn(line.replace('000:', '000 CET:'), berlin, '2024-10-27T01:30:01Z').flags).toEqual([])
  })

  it('read an hour that is left out by the offset before it, and flag it', () => {
    const found = timeIn('<1>7: Mar 31 2024 02:30:00.000: %A-3-B: x', zones(['Europe/Berlin']), '2024-03-31T01:30:01Z')
    expect(found).toMatchObject({ time: at('2024-03-31T01:30:00Z') })
    expect(found.flags).toContain('nonexistent_time')
  })

  it('differ by host, the first pattern that fits first', () => {
    const site = zones(['lab-*=Asia/Tokyo', '*=+02:00', '-03:00'])
    const line = (host: string) => `<1>7: ${host} Jul  9 2024 12:00:00.000: %A-3-B: x`
    expect(timeIn(line('LAB-1:'), site, '2024-07-09T13:00:00Z').time).toBe(at('2024-07-09T03:00:00Z'))
    expect(timeIn(line('sw-1:'), site, '2024-07-09T13:00:00Z').time).toBe(at('2024-07-09T10:00:00Z'))
    expect(timeIn(line(''), site, '2024-07-09T15:00:00Z').time).toBe(at('2024-07-09T15:00:00Z'))
  })

  it('say what an abbreviation means, known or not', () => {
    const site = zones([], ['IST=+02:00', 'Plant=+05:30'])
    expect(site.abbreviations?.get(packName('ist'))).toBe(120)
    const line = (zone: string) => `<1>7: Jul  9 2024 12:00:00.000 ${zone}: %A-3-B: x`
    expect(timeIn(line('IST'), site, '2024-07-09T10:00:00Z')).toMatchObject({ offsetMinutes: 120, flags: [] })
    expect(timeIn(line('Plant'), site, '2024-07-09T10:00:00Z')).toMatchObject({ offsetMinutes: 330, flags: [] })
  })

  it.each([
    [['Mars/Olympus'], []],
    [['=UTC'], []],
    [[], ['IST']],
    [[], ['A-NAME-THAT-IS-LONGER-THAN-ANYBODY-TYPES=+01:00']],
    [[], ['2=+01:00']],
    [[], ['IST=Asia/Kolkata']],
  ] as [string[], string[]][])('are refused where one is none: %j %j', (texts, abbreviations) => {
    expect(siteZones({ zones: texts, abbreviations })).toHaveProperty('remedy')
  })
})
