import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Incident } from '../../../src/core/incident.ts'
import { readIncident } from '../../../src/deliver/read-incident.ts'
import { subjectOf, textOf } from '../../../src/deliver/ticket-text.ts'
import { textOf as fileOf, filesBelow } from '../../support/repository.ts'

const [sample] = JSON.parse(fileOf('test/fixtures/incidents/met.json')) as [Incident]
const hostile = fc.string({ unit: 'binary', maxLength: 3_000 })
const INVISIBLE = /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u

describe('the text of a ticket', () => {
  it('is bounded and shows what is invisible, whatever a device sent', () => {
    fc.assert(
      fc.property(hostile, hostile, (summary, text) => {
        const incident = { ...sample, summary, events: sample.events.map(event => ({ ...event, host: text, text })) }
        expect(subjectOf(incident).length).toBeLessThanOrEqual(180)
        expect(subjectOf(incident)).not.toMatch(INVISIBLE)
        const lines = textOf(incident).split('\n')
        expect(lines.join('\n').length).toBeLessThanOrEqual(16_000)
        for (const line of lines) expect(line).not.toMatch(INVISIBLE)
        // No line of a device begins a line of ours.
        expect(lines.filter(line => line === 'causes:').length).toBe(sample.causes.length > 0 ? 1 : 0)
      }),
    )
  })

  it('says how many lines were left out between the first and the last', () => {
    const events = Array.from({ length: 6 }, (_, index) => ({ ...sample.events[0]!, text: `line ${index}` }))
    const text = textOf({ ...sample, events, events_omitted: 94 })
    expect(text).toMatch(/line 2\n {2}… 94 more\n.* line 3/)
  })
})

describe('a record', () => {
  it.each(filesBelow('test/fixtures/incidents'))('of %s is read as it is', path => {
    const records = JSON.parse(fileOf(path)) as readonly Incident[]
    for (const record of records) expect(readIncident(JSON.stringify(record))).toEqual(record)
  })

  it.each([
    ['no JSON', '{', 'the value is not JSON'],
    ['no object', '7', 'the value is no object'],
    ['an id with a quote', JSON.stringify({ ...sample, id: "' OR id > 0 --" }), '`id` is not what v1 says'],
    ['a revision of 0', JSON.stringify({ ...sample, revision: 0 }), '`revision` is not what v1 says'],
    ['a key with a line break', JSON.stringify({ ...sample, dedup_key: 'a\nb' }), '`dedup_key` is not what v1 says'],
    ['an event without text', JSON.stringify({ ...sample, events: [{}] }), '`events` is not what v1 says'],
  ])('of %s is told', (_, json, fault) => {
    expect(readIncident(json)).toEqual({ fault })
  })
})
