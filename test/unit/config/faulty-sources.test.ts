import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../../src/config/load-config.ts'
import { formatProblem } from '../../../src/document/problem.ts'

const FIXTURES = new URL('../../fixtures/config/', import.meta.url)

/** A case is a file, variables, flags, or several of them under one name. */
const cases = [...new Set(readdirSync(FIXTURES).map(name => name.replace(/\.\w+$/, '')))].sort()

function textOf(name: string): string | null {
  const url = new URL(name, FIXTURES)
  return existsSync(url) ? readFileSync(url, 'utf8') : null
}

function linesOf(name: string): string[] {
  return (textOf(name) ?? '').split('\n').filter(line => line !== '')
}

function loaded(name: string) {
  const text = textOf(`${name}.yaml`)
  return loadConfig({
    file: text === null ? null : { path: 'sequor.yaml', text },
    environment: Object.fromEntries(linesOf(`${name}.env`).map(line => line.split(/=(.*)/s, 2))),
    sets: linesOf(`${name}.set`),
    readText: () => ({ reason: 'no such file or folder' }),
  })
}

describe('a faulty configuration', () => {
  it.each(cases)('%s gives the messages that are written beside it, and none of its secrets', async name => {
    const { config, problems } = loaded(name)
    const told = problems.map(formatProblem).join('\n\n')
    expect(config).toBeNull()
    expect(told).not.toMatch(/correct|horse|battery|1234567/)
    await expect(`${told}\n`).toMatchFileSnapshot(fileURLToPath(new URL(`${name}.expected`, FIXTURES)))
  })
})
