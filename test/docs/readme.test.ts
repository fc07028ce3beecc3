import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { textOf } from '../support/repository.ts'
import { missingLines, printedBy, programOf, shownIn } from './console.ts'
import { fencesOf } from './markdown.ts'

const page = textOf('README.md')
const fences = fencesOf('README.md')
const folder = mkdtempSync(join(tmpdir(), 'sequor-readme-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The rule of the page, which its commands call `clock.yaml`. */
const rule = fences.find(({ info }) => info === 'rule')
writeFileSync(join(folder, 'clock.yaml'), rule?.text ?? '')

const shown = fences.filter(({ language }) => language === 'console').map(({ text }) => shownIn(text))

describe('the README', () => {
  it('has at most 200 lines, and its two commands in the first screen', () => {
    const lines = page.split('\n')
    expect(lines.length).toBeLessThanOrEqual(201)
    const screen = lines.slice(0, 25).join('\n')
    expect(screen).toContain('npm ci && npm start')
    expect(screen).toContain('npm ci && npm test')
  })

  it.each(shown)('shows what `$command` prints', ({ command, lines }) => {
    const printed = printedBy(command.replace('clock.yaml', join(folder, 'clock.yaml')))
    expect(lines.length).toBeGreaterThan(1)
    expect(missingLines(lines, printed)).toEqual([])
  })

  it('names no npm script that does not exist', () => {
    const scripts = [...page.matchAll(/npm (?:run (?:-s )?[a-z]+|start|test)/g)].map(([command]) => command)
    expect(scripts.length).toBeGreaterThan(8)
    expect(scripts.filter(command => programOf(command) === undefined)).toEqual([])
  })

  it('says of each command whether it is there', () => {
    const rows = page.match(/^\| `\w+`: .*$/gm) ?? []
    const there = rows.map(row => /^\| `(\w+)`/.exec(row)![1])
    expect(there.toSorted()).toEqual(Object.keys(COMMANDS).sort())
  })
})
