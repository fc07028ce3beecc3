import { describe, expect, it } from 'vitest'
import { FLAGS, SHAPES } from '../../src/core/event.ts'
import { textOf } from '../support/repository.ts'
import { PARSING_CASES } from './parsing-cases.ts'
import { PARSING_PAGE, pageWithTables } from './parsing-page.ts'

const page = textOf(PARSING_PAGE)

describe('the page of the parser', () => {
  it('has the tables that `node test/docs/parsing-page.ts` writes', () => {
    for (const name of Object.keys(PARSING_CASES)) expect(page).toContain(`<!-- table: ${name} -->`)
    expect(pageWithTables(page)).toBe(page)
  })

  it.each([
    ['Flags', FLAGS],
    ['Shapes', SHAPES],
  ])('lists under %s all there are and no other', (heading, names) => {
    const section = page.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!
    const listed = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
    expect(listed).toEqual([...names])
  })
})
