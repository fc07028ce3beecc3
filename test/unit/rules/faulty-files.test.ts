import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { formatProblem } from '../../../src/document/problem.ts'
import type { SourceFile } from '../../../src/document/source-file.ts'
import { loadRules } from '../../../src/rules/load.ts'

const FIXTURES = new URL('../../fixtures/rules/', import.meta.url)

/** A case is a file, or a folder of files that are loaded together. */
function sourcesOf(name: string): SourceFile[] {
  if (name.endsWith('.yaml')) return [{ path: name, text: readFileSync(new URL(name, FIXTURES), 'utf8') }]
  const folder = new URL(`${name}/`, FIXTURES)
  const files = readdirSync(folder).sort()
  return files.map(file => ({ path: `${name}/${file}`, text: readFileSync(new URL(file, folder), 'utf8') }))
}

const cases = readdirSync(FIXTURES)
  .filter(name => !name.endsWith('.expected'))
  .sort()

/** What is doubtful and no fault: the rule is used. */
const ONLY_WARNINGS = ['event-that-nothing-follows.yaml', 'rule-without-tests.yaml']

describe('a faulty rule file', () => {
  it.each(cases)('%s gives the messages that are written beside it', async name => {
    const { problems } = loadRules(sourcesOf(name))
    const expected = new URL(`${name.replace('.yaml', '')}.expected`, FIXTURES)
    await expect(`${problems.map(formatProblem).join('\n\n')}\n`).toMatchFileSnapshot(fileURLToPath(expected))
  })

  it.each(cases)('%s gives a rule only where there is no error in it', name => {
    const { rules, problems } = loadRules(sourcesOf(name))
    const isUsable = ONLY_WARNINGS.includes(name)
    expect(problems.some(({ level }) => level === 'error')).toBe(!isUsable)
    const sound = { 'id-used-twice': 1, 'id-used-twice-in-one-file.yaml': 1, 'fault-in-the-second-document.yaml': 1 }
    expect(rules).toHaveLength(isUsable ? 1 : ((sound as Record<string, number>)[name] ?? 0))
  })
})
