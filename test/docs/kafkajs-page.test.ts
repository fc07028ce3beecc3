import { describe, expect, it } from 'vitest'
import { textOf } from '../support/repository.ts'

/** `| C1 | fault | cure | fails without it |` */
const ROW = /^\| ([PC]\d+a?) \| (.+?) \| (.+?) \| (.+?) \|$/gm

const rows = [...textOf('docs/kafkajs.md').matchAll(ROW)].map(([, id, , cure, tests]) => ({
  id: id!,
  cures: [...cure!.matchAll(/`(src\/[^`]+)` `([^`]+)`/g)].map(([, file, word]) => ({ file: file!, word: word! })),
  tests: [...tests!.matchAll(/`(test\/[^`]+)` "([^"]+)"/g)].map(([, file, name]) => ({ file: file!, name: name! })),
}))

describe('the page of kafkajs', () => {
  it('has its faults of writing and of reading', () => {
    const numbered = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i + 1}`)
    const ids = [...numbered('P', 6), ...numbered('C', 13)]
    ids.splice(ids.indexOf('C4') + 1, 0, 'C4a')
    expect(rows.map(({ id }) => id)).toEqual(ids)
  })

  it.each(rows)('names for $id code and tests that exist', ({ id, cures, tests }) => {
    expect(tests.length).toBeGreaterThan(0)
    for (const { file, name } of tests) expect(textOf(file)).toContain(name)
    // Of what is never done there is no code.
    if (id !== 'C9') expect(cures.length).toBeGreaterThan(0)
    for (const { file, word } of cures) expect(textOf(file)).toContain(word)
  })
})
