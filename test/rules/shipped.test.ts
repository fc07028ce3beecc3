import { globSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SHIPPED_RULES } from '../../src/cli/load-rules.ts'
import { runSequor } from '../support/run-sequor.ts'

const packs = globSync('*/README.md', { cwd: SHIPPED_RULES }).map(readme => dirname(readme))

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

  it('have tests that see all that they can do', async () => {
    const ran = await runSequor(['test', '--min-coverage', '100'])
    expect(ran.stdout).toContain('0 failed')
    expect(ran.code).toBe(0)
  })

  it.each(packs)('of %s stand in the table of their README, and nothing else does', pack => {
    const named = readFileSync(`${SHIPPED_RULES}/${pack}/README.md`, 'utf8').matchAll(/\]\(([a-z0-9-]+)\.yaml\)/g)
    const there = globSync(`${SHIPPED_RULES}/${pack}/*.yaml`).map(file => basename(file, '.yaml'))
    expect([...named].map(([, name]) => name!).sort()).toEqual(there.sort())
  })
})
