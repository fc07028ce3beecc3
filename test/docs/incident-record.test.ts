import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { ACTIONS, type Incident, RESOLUTIONS } from '../../src/core/incident.ts'
import { incidentJson } from '../../src/core/incident-json.ts'
import { INCIDENT_SCHEMA } from '../../src/core/incident-schema.ts'
import { OUTCOMES } from '../../src/core/rule.ts'
import { INCIDENT_CASES, recordsOf } from './incident-cases.ts'

const FIXTURES = new URL('../fixtures/incidents/', import.meta.url)

/** Read before the tests run: one that finds no fixture writes it. */
const kept = readdirSync(FIXTURES).sort()

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const validate = new Ajv2020({
  strict: true,
  allErrors: true,
  formats: { 'date-time': ISO },
  allowUnionTypes: true,
}).compile(INCIDENT_SCHEMA)
const cases = INCIDENT_CASES.map(one => ({ ...one, records: recordsOf(one) }))
const all = cases.flatMap(({ records }) => records)

/** The keys of the documented record, in its order; `members` only stands in an incident of a group, `shadow` in one of a shadow rule. */
const KEYS = Object.keys(INCIDENT_SCHEMA.properties)

function revisionsById(records: readonly Incident[]): readonly (readonly Incident[])[] {
  return [...Map.groupBy(records, ({ id }) => id).values()]
}

describe('the incident record', () => {
  it.each(cases)('of $name is what stands in its fixture, to the byte', async ({ name, records }) => {
    const fixture = fileURLToPath(new URL(`${name}.json`, FIXTURES))
    await expect(`${JSON.stringify(records, null, 2)}\n`).toMatchFileSnapshot(fixture)
  })

  it('has a fixture a case, and no other', () => {
    expect(kept).toEqual(cases.map(({ name }) => `${name}.json`).sort())
  })

  it.each(cases)('of $name keeps the published schema', ({ records }) => {
    expect(records.length).toBeGreaterThan(0)
    for (const record of records) {
      validate(JSON.parse(JSON.stringify(record)))
      expect(validate.errors).toBeNull()
    }
  })

  it.each(cases)('of $name has its keys in the documented order', ({ records }) => {
    for (const record of records) {
      const keys = KEYS.filter(key => (key !== 'members' && key !== 'shadow') || record[key] !== undefined)
      expect(Object.keys(JSON.parse(incidentJson(record)))).toEqual(keys)
      expect(incidentJson(record)).toBe(JSON.stringify(record))
    }
  })

  it.each(cases)('of $name counts its revisions without a gap and never goes back in time', ({ records }) => {
    for (const revisions of revisionsById(records)) {
      expect(revisions.map(({ revision }) => revision)).toEqual(revisions.map((_, index) => index + 1))
      const times = revisions.map(({ updated_at }) => updated_at)
      expect(times).toEqual(times.toSorted())
    }
  })

  it('is shown with every outcome, action and resolution that can be reached', () => {
    const seen = (of: (record: Incident) => string | null) => new Set(all.map(of).filter(one => one !== null))
    expect(seen(({ outcome }) => outcome)).toEqual(new Set(OUTCOMES))
    expect(seen(({ action }) => action)).toEqual(new Set(ACTIONS))
    // A rule cannot change while a file is replayed.
    const reachable = RESOLUTIONS.filter(resolution => resolution !== 'rule_changed')
    expect(seen(({ resolution }) => resolution)).toEqual(new Set(reachable))
    expect(all.some(({ members }) => (members?.length ?? 0) > 1)).toBe(true)
    expect(all.some(({ events_omitted }) => events_omitted > 0)).toBe(true)
    expect(all.some(({ events }) => events.some(({ clock }) => clock === 'arrival'))).toBe(true)
  })

  it('is refused by the schema where a field is missing or of a wrong kind', () => {
    const [record] = all
    expect(validate({ ...record, id: 'x' })).toBe(false)
    expect(validate({ ...record, revision: 0 })).toBe(false)
    expect(validate({ ...record, opened_at: '9 July' })).toBe(false)
    for (const key of INCIDENT_SCHEMA.required) {
      expect(validate({ ...record, [key]: undefined })).toBe(false)
    }
  })
})
