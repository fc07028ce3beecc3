import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesBelow, textOf } from '../support/repository.ts'
import { LAYERS } from './layers.ts'

const IMPORT = /^(?:import|export)\b(?<what>[^;'"]*?)\bfrom '(?<static>[^']+)'|\bimport\('(?<dynamic>[^']+)'\)/gm

const sources = filesBelow('src').filter(path => path.endsWith('.ts'))

interface Import {
  /** As it is written. */
  readonly name: string
  /** Whether it is gone when the program runs. */
  readonly isType: boolean
}

function importsOf(path: string): Import[] {
  return [...textOf(path).matchAll(IMPORT)].map(({ groups }) => ({
    name: (groups!['static'] ?? groups!['dynamic'])!,
    isType: groups!['what']?.trimStart().startsWith('type ') ?? false,
  }))
}

/** The files of the project that a file imports, as they are written. */
function relativeImports(path: string): Import[] {
  return importsOf(path).filter(({ name }) => name.startsWith('.'))
}

function layerOf(path: string): string {
  const [, folder] = path.split('/')
  return folder!.endsWith('.ts') ? 'main' : folder!
}

function resolved(from: string, name: string): string {
  return posix.join(posix.dirname(from), name)
}

function packageOf(name: string): string {
  if (name.startsWith('node:')) return 'node'
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/')
}

describe('the layers of src', () => {
  it('are those of the table, and no other', () => {
    expect([...new Set(sources.map(layerOf))].sort()).toEqual(Object.keys(LAYERS).sort())
  })

  it.each(sources)('%s imports only what its layer may', path => {
    const layer = layerOf(path)
    const may = LAYERS[layer]!
    const wrong = importsOf(path).filter(({ name }) => {
      if (!name.startsWith('.')) return !may.packages.includes(packageOf(name))
      const target = layerOf(resolved(path, name))
      return target !== layer && !may.layers.includes(target)
    })
    expect(wrong).toEqual([])
  })

  it.each(sources)('%s imports files that exist, with their ending', path => {
    const missing = relativeImports(path).filter(({ name }) => !sources.includes(resolved(path, name)))
    expect(missing).toEqual([])
  })

  it('have no cycle of imports, but for types', () => {
    const valuesOf = (path: string) => relativeImports(path).filter(({ isType }) => !isType)
    const targets = new Map(sources.map(path => [path, valuesOf(path).map(({ name }) => resolved(path, name))]))
    // Whatever imports nothing that is left goes; what cannot go stands in a cycle, or needs one.
    let before = -1
    while (targets.size !== before) {
      before = targets.size
      for (const [path, names] of targets) if (!names.some(name => targets.has(name))) targets.delete(path)
    }
    expect([...targets.keys()]).toEqual([])
  })
})

describe('the files of src', () => {
  it('have at most 300 lines, and half of them at most 100', () => {
    const lengths = sources.map(path => ({ path, lines: textOf(path).split('\n').length - 1 }))
    expect(lengths.filter(({ lines }) => lines > 300)).toEqual([])
    expect(lengths.map(({ lines }) => lines).sort((a, b) => a - b)[sources.length >> 1]).toBeLessThanOrEqual(100)
  })
})
