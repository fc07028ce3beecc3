import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { formatProblem } from '../../../src/document/problem.ts'
import type { SourceFile } from '../../../src/document/source-file.ts'
import { checkRules } from '../../../src/rules/check-rules.ts'

const DAY = 86_400_000
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
const ONLY_WARNINGS: Readonly<Record<string, number>> = {
  'doubtful-lives.yaml': 4,
  'event-that-nothing-follows.yaml': 1,
  'events-that-no-line-can-be.yaml': 1,
  'events-that-undo-what-they-do.yaml': 3,
  'key-that-lines-lack.yaml': 2,
  'rule-without-tests.yaml': 1,
  'rules-in-the-shadow': 4,
  'tests-of-one-side.yaml': 2,
}

describe('a faulty rule file', () => {
  it.each(cases)('%s gives the messages that are written beside it', async name => {
    const { problems } = checkRules(sourcesOf(name), { retentionMs: 38 * DAY, overrides: null })
    const expected = new URL(`${name.replace('.yaml', '')}.expected`, FIXTURES)
    await expect(`${problems.map(formatProblem).join('\n\n')}\n`).toMatchFileSnapshot(fileURLToPath(expected))
  })

  it.each(cases)('%s gives a rule only where there is no error in it', name => {
    const { rules, problems } = checkRules(sourcesOf(name), { retentionMs: 38 * DAY, overrides: null })
    const usable = ONLY_WARNINGS[name]
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.some(({ level }) => level === 'error')).toBe(usable === undefined)
    const sound = { 'id-used-twice': 1, 'id-used-twice-in-one-file.yaml': 1, 'fault-in-the-second-document.yaml': 1 }
    expect(rules).toHaveLength(usable ?? (sound as Record<string, number>)[name] ?? 0)
  })
})
