import { describe, expect, it } from 'vitest'
import { siteZones } from '../../../src/config/zones.ts'
import type { Event } from '../../../src/core/event.ts'
import type { Zones } from '../../../src/core/syslog/zones.ts'
import { at, parse } from './parse.ts'

const STAMP = 'Jul  9 13:15:29.902'
const RELAY = '2024-07-09T13:15:31+00:00'
const DEVICE_TIME = at('2024-07-09T13:15:29.902Z')
const RELAY_TIME = at('2024-07-09T13:15:31Z')

/** UTC, with what an operator says of names. */
const named = (...abbreviations: string[]): Zones => {
  const found = siteZones({ zones: [], abbreviations })
  if ('text' in found) throw new Error(found.remedy)
  return found
}

describe('an RFC 5424 header that a relay made of a Cisco line', () => {
  it.each<[string, string, Partial<Event>]>([
    ['its code', '%SYS-5-X - - - y', { process: null }],
    ['its code, two blanks', '%SYS-5-X - - -  y', { process: null }],
    ['its code, with structured data', '%SYS-5-X - - [meta sequenceId="4"] y', { process: null }],
    ['a short header', '%SYS-5-X: y', { process: null }],
    ['a short header before a counter', `48: ${STAMP}: %SYS-5-X: y`, { messageCount: '48', time: DEVICE_TIME }],
    ['its year', '2024 - - -  Jul  9 13:15:29.902: %SYS-5-X: y', { messageCount: null, time: DEVICE_TIME }],
    ['its sequence', `000048 - - -  ${STAMP}: %SYS-5-X: y`, { sequence: '000048', messageCount: null }],
    ['a time since boot', '3w2d - - -  %SYS-5-X: y', { stamp: '3w2d', time: null, process: null }],
    ['a lone colon', `: - - -  ${STAMP}: %SYS-5-X: y`, { host: '192.0.2.1', process: null, time: DEVICE_TIME }],
    ['a zone', 'CEST - - -  %SYS-5-X: y', { process: null, time: at('2024-07-09T11:15:31Z'), offsetMinutes: 120 }],
    ['a task', `*spamApTask3 - - -  ${STAMP}: %SYS-5-X: y`, { process: 'spamApTask3', time: DEVICE_TIME }],
    ['an origin, one blank', `R1 - - - *${STAMP}: %SYS-5-X: y`, { host: 'r1', process: null, time: DEVICE_TIME }],
    ['an origin, with structured data', `R1 - - [meta sequenceId="3"] *${STAMP}: %SYS-5-X: y`, { host: 'r1' }],
    [
      'a node',
      `RP - - - /0/RP0/CPU0:${STAMP} UTC: config[1]: %SYS-5-X : y`,
      { node: 'RP/0/RP0/CPU0', process: 'config[1]', time: DEVICE_TIME },
    ],
    ['an application', 'su - - - 5 attempts', { process: 'su', code: null, text: '5 attempts' }],
  ])('with %s as its application', (_, tail, expected) => {
    const READ = { shape: 'rfc5424', relayHost: '192.0.2.1', pri: 189, code: 'SYS-5-X', text: 'y' }
    expect(parse(`<189>1 ${RELAY} 192.0.2.1 ${tail}`)).toMatchObject({ ...READ, ...expected })
  })

  it('without its priority is read as with it', () => {
    const tail = `1 ${RELAY} 192.0.2.1 - - - - 48: ${STAMP}: %SYS-5-X: y`
    const { pri: _, flags, ...read } = parse(`<189>${tail}`)
    expect(parse(tail)).toEqual({ ...read, pri: null, flags: ['missing_pri', ...flags] })
  })

  it('looks through an ASA code that became its application', () => {
    const line = `<166>1 ${RELAY} asa-1 %ASA-3-199015 - - - %SMART_LIC-3-X: y`
    expect(parse(line)).toMatchObject({ code: 'SMART_LIC-3-X', text: 'y', process: null })
  })
})

describe("a relay's host", () => {
  it.each([
    ['fe80::1%eth0', 'fe80::1%eth0'],
    ['relay/192.0.2.1', '192.0.2.1'],
    ['s_net@relay/192.0.2.1', '192.0.2.1'],
    ['192.0.2.1/192.0.2.1', '192.0.2.1'],
    ['sw-1(core)', 'sw-1(core)'],
    ['[192.0.2.1.4.2]', '192.0.2.1'],
    ['[192.0.2.1]', '192.0.2.1'],
    ['[2001:db8::1]', '2001:db8::1'],
  ])('may be written as %s', (written, host) => {
    expect(parse(`${RELAY} ${written} 48: ${STAMP}: %SYS-5-X: y`)).toMatchObject({
      shape: 'relay',
      host,
      relayHost: host,
      relayTime: RELAY_TIME,
      time: DEVICE_TIME,
      messageCount: '48',
    })
  })

  it.each(['level=info msg="x"', "'su root' failed", '"a b" c-d-ef', 'a,b,c-d-ef'])('is not the %s of a text', text => {
    expect(parse(`${RELAY} ${text}`)).toMatchObject({ host: null, text: expect.stringContaining(text.slice(-6)) })
  })

  it('stands before a priority too', () => {
    expect(parse(`192.0.2.1 <189>48: ${STAMP}: %SYS-5-X: y`)).toMatchObject({
      shape: 'relay',
      host: '192.0.2.1',
      relayHost: '192.0.2.1',
      messageCount: '48',
      sequence: null,
      pri: 189,
    })
  })

  it('is the device itself where FTD writes it before a lone colon', () => {
    const found = parse('<166>2024-07-09T13:15:29Z fpr-1 : %FTD-6-305012: y')
    expect(found).toMatchObject({ shape: 'cisco', host: 'fpr-1', relayHost: null })
    expect(parse(`2024-07-09T13:15:31Z 192.0.2.1 : ${STAMP}: %SYS-5-X: y`).relayHost).toBe('192.0.2.1')
  })
})

describe('a zone that a relay left behind', () => {
  const line = (zone: string) => `2024-07-09T13:15:31+00:00 192.0.2.1 ${zone}: %SYS-5-X: y`

  it.each([
    ['UTC+2', 120],
    ['GMT-05:30', -330],
    ['CEST', 120],
    ['UTC', 0],
  ])('is %s', (zone, offsetMinutes) => {
    const time = RELAY_TIME - offsetMinutes * 60_000
    expect(parse(line(zone))).toMatchObject({ offsetMinutes, time, host: '192.0.2.1', process: null })
  })

  it('is one that only the operator knows, else a process', () => {
    const zones = named('XYZ=+03:00')
    expect(parse(line('XYZ'), { zones })).toMatchObject({ time: at('2024-07-09T10:15:31Z'), process: null })
    expect(parse(line('XYZ'))).toMatchObject({ time: RELAY_TIME, process: 'XYZ' })
    expect(parse(line('config'), { zones })).toMatchObject({ time: RELAY_TIME, process: 'config' })
  })
})

describe("a zone of a device's own stamp", () => {
  const NAMES = ['berlin', 'EST5EDT', 'BRA-SP', 'CET_DST', 'Europe/Berlin']

  it.each(NAMES)('is no host: %s', name => {
    const line = `<189>643: ${STAMP} ${name}: %SYS-5-X: y`
    const READ = { host: null, node: null, messageCount: '643', code: 'SYS-5-X' }
    expect(parse(line)).toMatchObject({ ...READ, time: DEVICE_TIME, flags: ['year_inferred', 'unknown_zone'] })
    const told = parse(line, { zones: named(`${name}=+02:00`) })
    expect(told).toMatchObject({ ...READ, time: DEVICE_TIME - 7_200_000, flags: ['year_inferred'] })
  })

  it.each([
    ['behind a counter that is switched off', '<189>: Jul  9 13:15:29 berlin: %SYS-5-X: y'],
    ['behind a fraction', `${STAMP} berlin: %SYS-5-X: y`],
  ])('needs no counter: %s', (_, line) => {
    expect(parse(line)).toMatchObject({ host: null, flags: expect.arrayContaining(['unknown_zone']) })
  })

  it.each(['sw1', 'switch-one', 'sw_lab'])('is none behind a fraction alone if it looks like a host: %s', host => {
    expect(parse(`${STAMP} ${host}: %SYS-5-X: y`)).toMatchObject({ host })
  })

  it('is none where the stamp may be a relay’s, or where no code follows', () => {
    expect(parse('<189>Jul  9 13:15:29 berlin: %SYS-5-X: y').flags).not.toContain('unknown_zone')
    expect(parse(`<189>643: ${STAMP} berlin: y`).flags).not.toContain('unknown_zone')
    expect(parse(`<189>643: ${STAMP} 192.0.2.1: %SYS-5-X: y`).flags).not.toContain('unknown_zone')
  })
})
