import { describe, expect, it } from 'vitest'
import { eventFields } from '../../../src/core/syslog/event-fields.ts'
import { at, event, parse } from './parse.ts'

const NAME = { code: 'SAEVT_INIT_CRYPTO', facility: 'SAEVT', mnemonic: 'INIT_CRYPTO' }

describe('licence event log', () => {
  it('reads name, pairs and a stamp that needs no zone', () => {
    const text = 'success="False" error="Crypto Initialization has not been completed"'
    expect(parse(`2021-06-25 10:09:24.383 UTC SAEVT_INIT_CRYPTO ${text}`)).toEqual(
      event({
        ...NAME,
        shape: 'eventlog',
        time: '2021-06-25T10:09:24.383Z',
        text,
        fields: new Map([
          ['success', 'False'],
          ['error', 'Crypto Initialization has not been completed'],
        ]),
      }),
    )
  })

  it('reads a name without pairs and without a stamp', () => {
    expect(parse('SAEVT_READY')).toMatchObject({
      shape: 'eventlog',
      code: 'SAEVT_READY',
      text: '',
      flags: ['missing_time'],
    })
    expect(parse('2021-06-25 10:09:23.378 UTC SAEVT_INIT_SYSTEM_INIT')).toMatchObject({
      code: 'SAEVT_INIT_SYSTEM_INIT',
      text: '',
    })
  })

  it('reads it behind the header of a relay', () => {
    const line = 'Jul  9 13:15:29 wlc1.example.net. 2021-06-25 10:09:54.383 UTC SAEVT_INIT_CRYPTO success="True"'
    expect(parse(line)).toEqual(
      event({
        ...NAME,
        shape: 'relay',
        time: '2021-06-25T10:09:54.383Z',
        host: 'wlc1.example.net',
        relayHost: 'wlc1.example.net',
        relayTime: at('2024-07-09T13:15:29Z'),
        text: 'success="True"',
        fields: new Map([['success', 'True']]),
      }),
    )
  })

  it('says nothing of a zone that an event log leaves out', () => {
    expect(parse('2021-06-25 10:09:24.383 SAEVT_READY').flags).toEqual([])
  })
})

describe('pairs', () => {
  it.each([
    [
      'commas and colons',
      'MSG="ERM-Reset: Client 0, AP-GROUP group" n="1"',
      { MSG: 'ERM-Reset: Client 0, AP-GROUP group', n: '1' },
    ],
    ['another order', 'error="x" success="False"', { error: 'x', success: 'False' }],
    ['no quotes', 'success=False error=none', { success: 'False', error: 'none' }],
    ['a missing closing quote', 'success="False" error="cut he', { success: 'False', error: 'cut he' }],
    ['quotes inside', 'error="said "no" twice" n="1"', { error: 'said "no" twice', n: '1' }],
    ['an equals sign inside', 'error="a=b" n="1"', { error: 'a=b', n: '1' }],
    ['an empty value', 'error="" n=', { error: '', n: '' }],
    ['a word without equals sign', 'note error="x"', { error: 'x' }],
    ['a key that comes twice', 'a="1" a="2"', { a: '1' }],
    ['no key', '="1"', {}],
    ['nothing', '', {}],
  ])('are read with %s', (_, text, expected) => {
    expect(Object.fromEntries(eventFields(text))).toEqual(expected)
  })
})
