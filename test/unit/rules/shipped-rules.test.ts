import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { loadRules } from '../../../src/rules/load.ts'

const RULES = new URL('../../../rules/', import.meta.url)
const files = readdirSync(RULES, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.yaml'))
const sources = files.sort().map(path => ({ path, text: readFileSync(new URL(path, RULES), 'utf8') }))

describe('the shipped rules', () => {
  it('load without an error or a warning', () => {
    expect(files.length).toBeGreaterThanOrEqual(3)
    const { rules, problems } = loadRules(sources)
    expect(problems).toEqual([])
    expect(rules).toHaveLength(files.length)
  })

  it.each(sources)('$path explains itself and can be acted on', source => {
    const loaded = loadRules([source]).rules[0]!
    expect(loaded.description).toBeTruthy()
    expect(loaded.rule.causes.length).toBeGreaterThan(0)
    expect(loaded.rule.actions.length).toBeGreaterThan(0)
    expect(loaded.rule.references.length).toBeGreaterThan(0)
  })

  it.each(sources)('$path has tests that find something and tests of silence', source => {
    const { tests } = loadRules([source]).rules[0]!
    expect(tests.some(test => test.expect.length > 0)).toBe(true)
    expect(tests.some(test => test.expect.length === 0)).toBe(true)
  })

  it.each(sources)('$path names the schema for editors, by which it is sound', ({ path, text }) => {
    const [, schema] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? []
    const file = new URL(schema!, new URL(path, RULES))
    expect(file.href).toBe(new URL('../docs/rule.schema.json', RULES).href)
    const validate = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(readFileSync(file, 'utf8')))
    for (const document of parseAllDocuments(text)) {
      validate(document.toJS())
      expect(validate.errors).toBeNull()
    }
  })
})
