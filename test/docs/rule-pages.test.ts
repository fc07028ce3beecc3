import { describe, expect, it } from 'vitest'
import { filesBelow, textOf } from '../support/repository.ts'
import { PACKS, rulePage, rulePagePath } from './rule-pages.ts'

describe('the pages of rule packs', () => {
  it.each(PACKS)('of %s is the one that `node test/docs/rule-pages.ts` writes', pack => {
    expect(textOf(rulePagePath(pack))).toBe(rulePage(pack))
  })

  it('are those of the packs, and no others', () => {
    expect(filesBelow('docs/rules')).toEqual(PACKS.map(rulePagePath))
  })
})
