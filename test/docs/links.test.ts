import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { REPOSITORY } from '../support/repository.ts'
import { anchorsOf, linksOf, PAGES } from './markdown.ts'

/** Whether a link of a page leads somewhere. */
function leads(page: string, address: string): boolean {
  const [path, anchor] = address.split('#') as [string, string?]
  const target = path === '' ? page : posix.join(posix.dirname(page), path)
  if (!existsSync(join(REPOSITORY, target))) return false
  return anchor === undefined || anchorsOf(target).includes(anchor)
}

describe('the pages', () => {
  it('are found', () => {
    expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'docs/architecture.md', 'docs/rules.md']))
    expect(linksOf('README.md').length).toBeGreaterThan(5)
  })

  it.each(PAGES)('%s has links only to files and headings that exist', page => {
    expect(linksOf(page).filter(address => !leads(page, address))).toEqual([])
  })
})
