import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LAYERS } from '../architecture/layers.ts'
import { filesBelow, REPOSITORY, textOf } from '../support/repository.ts'

const page = textOf('docs/architecture.md')
const code = filesBelow('src').map(textOf).join('\n')

/** The cells of the rows of the table below a heading, without the head. */
function rowsBelow(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`)
  const rows = section.split('\n## ')[0]!.match(/^\|.*\|$/gm) ?? []
  return rows.slice(2).map(row =>
    row
      .slice(1, -1)
      .split('|')
      .map(cell => cell.trim()),
  )
}

describe('the page of the architecture', () => {
  it('shows the table of layers that the imports are held against', () => {
    const table = Object.entries(LAYERS).map(([name, { layers, packages }]) => [
      name,
      layers.join(', '),
      packages.join(', '),
    ])
    expect(rowsBelow('Layers')).toEqual(table)
  })

  it('names only files and folders that exist', () => {
    const paths = [...page.matchAll(/`((?:src|test|rules|examples|bench|docs)\/[^`*]*)`/g)].map(([, path]) => path!)
    expect(paths.length).toBeGreaterThan(50)
    expect(paths.filter(path => !existsSync(join(REPOSITORY, path)))).toEqual([])
  })

  it('names only functions that exist in the life of a line', () => {
    const names = rowsBelow('The life of a line').flatMap(([, where]) => [...where!.matchAll(/\b[A-Za-z]{4,}\b/g)])
    expect(names.length).toBeGreaterThan(30)
    const isDefined = (name: string) =>
      new RegExp(`\\b(?:function|class|interface) ${name}\\b|\\b${name}(?::|\\()`).test(code)
    expect(names.map(([name]) => name).filter(name => !isDefined(name))).toEqual([])
  })
})
