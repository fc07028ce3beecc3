import { describe, expect, it } from 'vitest'
import { aliasesOf } from '../../src/config/aliases.ts'
import { siteZones } from '../../src/config/zones.ts'
import type { Zones } from '../../src/core/syslog/zones.ts'
import { at, parse } from './syslog/parse.ts'

const TABLE = `# site
192.0.2.1  wlc1 WLC1.example.net. FCW2345L0AB # the controller

192.0.2.2 wlc2`

const aliases = aliasesOf(TABLE) as ReadonlyMap<string, string>

describe('aliases of hosts', () => {
  it.each(['192.0.2.1', 'wlc1', 'wlc1.example.net', 'fcw2345l0ab'])('give a device one name: %s', name => {
    expect(aliases.get(name)).toBe('wlc1')
    expect(parse(`<1>7: ${name}: Jul  9 13:15:29: %A-3-B: x`, { aliases }).host).toBe('wlc1')
  })

  it('know a name with a dot at its end, and an address in any form', () => {
    const found = aliasesOf('192.0.2.1 sw1.\n192.0.2.2 sw1.\n2001:DB8:0:0:0:0:0:7 SW1') as ReadonlyMap<string, string>
    expect(found.get('192.0.2.1')).toBe('sw1')
    expect(found.get('192.0.2.2')).toBe('sw1')
    expect(parse('<1>7: 2001:db8::7: Jul  9 13:15:29: %A-3-B: x', { aliases: found }).host).toBe('sw1')
  })

  it('leave other hosts, and what the relay said, as they are', () => {
    expect(parse('<1>7: other: Jul  9 13:15:29: %A-3-B: x', { aliases }).host).toBe('other')
    expect(parse('Jul  9 13:15:31 192.0.2.2 7: Jul  9 13:15:29: %A-3-B: x', { aliases })).toMatchObject({
      host: 'wlc2',
      relayHost: '192.0.2.2',
    })
  })

  it('decide in which zone a device is', () => {
    const zones = siteZones({ zones: ['wlc1=Asia/Tokyo'], abbreviations: [], aliases }) as Zones
    const time = parse('<1>7: FCW2345L0AB: Jul  9 22:15:29: %A-3-B: x', { aliases, zones }).time
    expect(time).toBe(at('2024-07-09T13:15:29Z'))
  })

  it.each([
    ['192.0.2.1 wlc1\n192.0.2.9', { line: 2, reason: '`192.0.2.9` has no name behind it' }],
    ['192.0.2.1 wlc1\n\n192.0.2.1 wlc2', { line: 3, reason: '`192.0.2.1` is wlc1 already, and cannot be wlc2 too' }],
  ])('are refused with their place where they are wrong: %j', (text, fault) => {
    expect(aliasesOf(text)).toEqual(fault)
  })
})
