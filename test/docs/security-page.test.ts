import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { REPOSITORY, textOf } from '../support/repository.ts'

it('the page of security names a test that exists for each attack', () => {
  const [, table = ''] = /\| attack \| answer \| test \|\n([\s\S]*?)\n\n/.exec(textOf('SECURITY.md')) ?? []
  const rows = table.split('\n').slice(1)
  expect(rows.length).toBeGreaterThan(8)
  for (const row of rows) {
    const tests = [...row.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path!)
    expect(tests.length, row).toBeGreaterThan(0)
    expect(tests.filter(path => !existsSync(join(REPOSITORY, path)))).toEqual([])
  }
})
