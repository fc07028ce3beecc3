import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SHIPPED_RULES } from '../../src/cli/load-rules.ts'
import { runSequor } from '../support/run-sequor.ts'

describe('the shipped rules', () => {
  it('load without a warning', async () => {
    const ran = await runSequor(['check', '--deny-warnings'])
    expect(ran.stdout).toBe('')
    expect(ran.code).toBe(0)
  })

  it('pass all their own tests', async () => {
    const ran = await runSequor(['test', '--format', 'ndjson'])
    const results = ran.stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { passed: boolean })
    expect(results.length).toBeGreaterThan(50)
    expect(results.filter(({ passed }) => !passed)).toEqual([])
    expect(ran.code).toBe(0)
  })

  it('name the schema for editors in their first line', () => {
    for (const name of ['http-502', 'crypto-init', 'host-not-found']) {
      const text = readFileSync(`${SHIPPED_RULES}/cisco-slup/${name}.yaml`, 'utf8')
      expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/\.\.\/docs\/rule\.schema\.json\n/)
    }
  })
})
