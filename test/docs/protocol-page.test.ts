import { describe, expect, it } from 'vitest'
import { textOf } from '../support/repository.ts'

/** `| 5 | rule | kept by | fails without it |` */
const ROW = /^\| (\d+) \| (.+?) \| (.+?) \| `(test\/[^`]+)` "(.+)" \|$/gm

const rows = [...textOf('docs/protocol.md').matchAll(ROW)].map(([, number, , keeper, test, name]) => ({
  number: Number(number),
  keeper: keeper!,
  test: test!,
  name: name!,
}))

describe('the page of the protocol', () => {
  it('has the rules 1 to 30', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1))
  })

  it.each(rows)('names for rule $number code and a test that exist', ({ keeper, test, name }) => {
    expect(textOf(test)).toContain(name)
    for (const [, file, word] of keeper.matchAll(/`(src\/[^`]+)`(?: `(\w+)`)?/g)) {
      expect(textOf(file!)).toContain(word ?? '')
    }
  })
})
