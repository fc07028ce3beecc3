import { describe, expect, it } from 'vitest'
import { filesBelow, textOf } from '../support/repository.ts'

const files = filesBelow()

/** Put together here, so that this file does not find itself. */
const FOLDERS_OF_A_MACHINE = ['work', 'root', 'home', 'Users'].map(name => `/${name}/`)
const REGISTRIES = ['registry.npmjs', 'registry.yarnpkg', 'artifactory', 'pkgs.dev'].map(name => `${name}.`)

/** Lines of any file that hold one of some texts, with their places. */
function linesWith(texts: readonly string[]): string[] {
  return files.flatMap(path =>
    textOf(path)
      .split('\n')
      .flatMap((line, index) => (texts.some(text => line.includes(text)) ? [`${path}:${index + 1}`] : [])),
  )
}

describe('the repository', () => {
  it('names no folder of the machine on which it was made', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(linesWith(FOLDERS_OF_A_MACHINE)).toEqual([])
  })

  it('names no package registry: whoever installs chooses it', () => {
    expect(linesWith(REGISTRIES)).toEqual([])
  })

  it('has no TypeScript file of more than 300 lines', () => {
    const long = files.filter(path => path.endsWith('.ts') && textOf(path).split('\n').length - 1 > 300)
    expect(long).toEqual([])
  })
})
