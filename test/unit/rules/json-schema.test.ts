import { globSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ruleJsonSchema } from '../../../src/rules/json-schema.ts'
import { fieldsOf, type SchemaPart, showsHow } from '../../support/schema-fields.ts'
import { repeatText, ruleText } from './rule-text.ts'

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(ruleJsonSchema())
const RULES = new URL('../../../rules/cisco-slup/', import.meta.url)

const ENTRIES =
  '{ at: 2026-07-09T13:15:29Z, late: 4s }, { restart: true }, { at: 9s, event: restored, host: a, duplicate: 2 }'

describe('the JSON Schema of rules', () => {
  it.each(globSync('*.yaml', { cwd: RULES }))('takes the shipped rule %s', file => {
    validate(parse(readFileSync(new URL(file, RULES), 'utf8')))
    expect(validate.errors).toBeNull()
  })

  it.each([
    ['an expectation', ruleText()],
    ['a repeat', repeatText()],
    ['an event as a list', ruleText(['{ code: A-1-FAILED }', '[{ code: [A, B] }, { code: C, text: x, host: y }]'])],
    [
      'entries that are late, delivered again or a restart',
      ruleText(['{ at: 0s, event: restored, host: a }', ENTRIES]),
    ],
    ['a period by its name', `${ruleText()}update: { every: 5m }\n`],
  ])('takes %s', (_, text) => {
    validate(parse(text))
    expect(validate.errors).toBeNull()
  })

  it.each([
    ['an unknown field', ruleText(['title', 'titel'])],
    ['an unknown field of a pattern', ruleText(['within', 'witin'])],
    ['a duration without a unit', ruleText(['within: 10s', 'within: 10'])],
    ['a negative duration', ruleText(['within: 10s', 'within: -10s'])],
    ['a wrong severity', ruleText(['warning', 'warn'])],
    ['an unknown kind', ruleText(['expectation', 'sequence'])],
    ['a bad id', ruleText(['a-rule', 'A_Rule'])],
    ['a restart inside an entry', ruleText(['event: restored', 'restart: true'])],
    ['a time without its offset', ruleText(['at: 0s', 'at: 2026-07-09T13:15:29'])],
    ['a count of nothing', repeatText(['count: 3', 'count: 0'])],
  ])('refuses %s', (_, text) => {
    expect(validate(parse(text))).toBe(false)
  })

  it('describes each field, and shows how it is written', () => {
    const root = ruleJsonSchema() as SchemaPart
    const fields = fieldsOf(root)
    expect(fields.length).toBeGreaterThan(100)
    expect(fields.filter(({ part }) => !part.description).map(({ way }) => way)).toEqual([])
    expect(fields.filter(({ part }) => !showsHow(root, part)).map(({ way }) => way)).toEqual([])
  })

  it('takes each example that it shows', () => {
    const root = ruleJsonSchema() as SchemaPart
    const shown = fieldsOf(root).filter(({ part }) => part.examples !== undefined)
    expect(shown.length).toBeGreaterThan(40)
    for (const { way, part } of shown) {
      const accepts = new Ajv2020({ strict: false }).compile({ ...part, $defs: root.$defs })
      for (const example of part.examples!) expect(accepts(example), `${way}: ${JSON.stringify(example)}`).toBe(true)
    }
  })
})
