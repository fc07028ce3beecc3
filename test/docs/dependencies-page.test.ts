import { describe, expect, it } from 'vitest'
import { textOf } from '../support/repository.ts'

interface Locked {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
  readonly integrity?: string
}

const page = textOf('docs/dependencies.md')
const { packages } = JSON.parse(textOf('package-lock.json')) as { packages: Readonly<Record<string, Locked>> }
const locked = Object.entries(packages)
  .filter(([path]) => path !== '')
  .map(([path, one]) => ({ name: path.replace(/^.*node_modules\//, ''), ...one }))
const ofProduct = locked.filter(({ dev }) => dev !== true)

const FREE = ['MIT', 'ISC', 'Apache-2.0', '0BSD', 'BSD-3-Clause', 'MIT OR Apache-2.0']

describe('the page of dependencies', () => {
  it('has a row, with its licence and its reason, for each that package.json names', () => {
    const { dependencies } = JSON.parse(textOf('package.json')) as { dependencies: Readonly<Record<string, string>> }
    const [, table = ''] = /<!-- dependencies -->([\s\S]*?)<!-- end -->/.exec(page) ?? []
    const rows = table.match(/^\| `.*\|$/gm)!.map(row => row.split('|').map(cell => cell.trim()))
    const licenceOf = (name: string) => locked.find(one => one.name === name)!.license
    expect(rows.map(([, name, licence]) => [name, licence])).toEqual(
      Object.keys(dependencies).map(name => [`\`${name}\``, licenceOf(name)]),
    )
    for (const [, , , reason, instead] of rows) expect(Math.min(reason!.length, instead!.length)).toBeGreaterThan(3)
  })

  it('names every package that comes with those', () => {
    expect(ofProduct.length).toBeGreaterThan(10)
    expect(ofProduct.filter(({ name }) => !page.includes(`\`${name}\``)).map(({ name }) => name)).toEqual([])
  })
})

describe('what is installed', () => {
  it('has a licence that may come in', () => {
    const refused = locked.filter(
      ({ license = 'none', dev }) => !FREE.includes(license) && !(dev === true && license === 'MPL-2.0'),
    )
    expect(refused.map(({ name, license }) => `${name}: ${license}`)).toEqual([])
  })

  it('needs no script to be installed, and is held by its checksum', () => {
    expect(ofProduct.filter(({ hasInstallScript }) => hasInstallScript === true)).toEqual([])
    expect(locked.filter(({ integrity }) => integrity === undefined).map(({ name }) => name)).toEqual([])
  })
})
