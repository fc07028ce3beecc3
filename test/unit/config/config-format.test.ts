import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { configJson, configYaml } from '../../../src/cli/config-format.ts'
import { configJsonSchema } from '../../../src/config/json-schema.ts'
import { SETTINGS } from '../../../src/config/settings.ts'
import { configFrom, LEAST, loadedFrom } from './sources.ts'

describe('a configuration that is printed', () => {
  it('as YAML is the configuration that was read', () => {
    const text = `${LEAST}rules: { paths: [a b, "yes"], disable: ["1e3", "0x1f", "12:30", "#1", ""] }\n`
    const { values } = loadedFrom({
      text: text.replace(', ""]', ']'),
      environment: { SEQUOR_KAFKA__SSL__CA: '/ca.pem' },
    })
    const printed = configYaml(values)
    const given = { text: text.replace(', ""]', ']'), environment: { SEQUOR_KAFKA__SSL__CA: '/ca.pem' } }
    expect(configFrom({ text: printed })).toEqual(configFrom(given))
  })

  it('as YAML and as JSON says the same, whatever stands in a text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), texts => {
        const { values } = loadedFrom({ text: `${LEAST}rules: ${JSON.stringify({ paths: texts, disable: texts })}\n` })
        expect(parse(configYaml(values))).toEqual(JSON.parse(configJson(values)).settings)
      }),
    )
  })
})

describe('the JSON Schema of the configuration', () => {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(configJsonSchema())

  it('takes what is printed, and refuses an unknown name', () => {
    const printed = parse(configYaml(loadedFrom({ text: LEAST }).values))
    validate(printed)
    expect(validate.errors).toBeNull()
    expect(validate({ ...printed, htp: {} })).toBe(false)
  })

  it('describes each setting, and gives an example where no default shows how it is written', () => {
    const KNOWN_BY_NAME = /(?:username|password|serverName|scope|clientId|clientSecret|host|token|port|db|url)$/
    expect(SETTINGS.filter(({ name, description }) => description === '' && !name.endsWith('.mechanism'))).toEqual([])
    const bare = SETTINGS.filter(({ defaultValue, example }) => defaultValue === undefined && example === undefined)
    expect(bare.map(({ name }) => name).filter(name => !KNOWN_BY_NAME.test(name))).toEqual([])
  })
})
