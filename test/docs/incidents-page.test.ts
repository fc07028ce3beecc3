import { describe, expect, it } from 'vitest'
import type { Incident } from '../../src/core/incident.ts'
import { INCIDENT_SCHEMA } from '../../src/core/incident-schema.ts'
import { filesBelow, textOf } from '../support/repository.ts'
import { INCIDENTS_PAGE, pageWithRecords, publishedOf } from './incidents-page.ts'

const page = textOf(INCIDENTS_PAGE)
const fixtures = filesBelow('test/fixtures/incidents').map(path => path.replace(/^.*\/|\.json$/g, ''))

/** The required fields as v1 began. Nothing may leave this list, or change its type. */
const V1 = [
  ...['id', 'revision', 'action', 'state', 'severity', 'rule', 'outcome', 'summary', 'key', 'dedup_key'],
  ...['opened_at', 'updated_at', 'resolved_at', 'resolution', 'elapsed_ms', 'count', 'events', 'events_omitted'],
  ...['causes', 'actions', 'references', 'labels', 'replay'],
]

describe('the contract of the incident topics', () => {
  it('shows the records that `node test/docs/incidents-page.ts` writes', () => {
    expect(page).toMatch(/<!-- headers: \S+ -->\n\n```text\nce_specversion: 1\.0\n/)
    expect(page).toMatch(/^\| `…\w\w:1` \| `sequor\.incident\.opened\.v1` /m)
    expect(pageWithRecords(page)).toBe(page)
  })

  it('keeps every field that v1 began with', () => {
    expect(INCIDENT_SCHEMA.required).toEqual(expect.arrayContaining(V1))
  })

  it.each(fixtures)('holds for %s: key, id, type and subject are those of the value', fixture => {
    const revisions = publishedOf(fixture).filter(({ topic }) => topic === 'sequor.incidents')
    expect(revisions.length).toBeGreaterThan(0)
    for (const { key, value, headers } of revisions) {
      const incident = JSON.parse(value!) as Incident
      expect(headers).toEqual({
        ce_specversion: '1.0',
        ce_id: `${incident.id}:${incident.revision}`,
        ce_source: '/sequor/sequor',
        ce_type: `sequor.incident.${incident.action}.v1`,
        ce_time: incident.updated_at,
        ce_subject: key,
        'content-type': 'application/json',
      })
      expect(key).toBe(incident.dedup_key)
      expect(key).toMatch(/^[A-Za-z0-9._:=,%~-]{1,200}$/)
    }
  })

  it.each(fixtures)('holds for %s: the state topic ends with what is open', fixture => {
    const records = publishedOf(fixture)
    const state = new Map(records.filter(({ topic }) => topic.endsWith('.state')).map(one => [one.key, one]))
    for (const { value, headers } of state.values()) {
      if (value === null) expect(headers['content-type']).toBeUndefined()
      else expect((JSON.parse(value) as Incident).state).toBe('open')
    }
    const revisions = records.filter(({ topic }) => topic === 'sequor.incidents')
    for (const { key, value } of new Map(revisions.map(one => [one.key, one])).values()) {
      const incident = JSON.parse(value!) as Incident
      if (incident.outcome !== 'met') expect(state.get(key)!.value).toBe(incident.state === 'open' ? value : null)
    }
  })
})
