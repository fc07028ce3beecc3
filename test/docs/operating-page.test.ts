import { describe, expect, it } from 'vitest'
import { DELIVER_INSTRUMENTS } from '../../src/app/deliver-metrics.ts'
import { INSTRUMENTS } from '../../src/app/metrics.ts'
import { prometheusName } from '../../src/app/metrics-text.ts'
import { formatProblem } from '../../src/document/problem.ts'
import { textOf } from '../support/repository.ts'
import { loadedFrom } from '../unit/config/sources.ts'
import { missingLines, printedBy, shownIn } from './console.ts'
import { fencesOf } from './markdown.ts'
import { OPERATING_PAGE, pageWithOperatingTables } from './operating-page.ts'

const page = textOf(OPERATING_PAGE)
const fences = fencesOf(OPERATING_PAGE)

describe('the page of operating', () => {
  it('has the tables that `node test/docs/operating-page.ts` writes', () => {
    for (const name of ['topics', 'promises', 'reasons', 'headers', 'settings', 'metrics', 'metrics of deliver'])
      expect(page).toMatch(new RegExp(`<!-- table: ${name} -->\n\n\\| `))
    expect(pageWithOperatingTables(page)).toBe(page)
  })

  it('names only metrics that there are', () => {
    const named = [...page.matchAll(/\b(?:sequor|process|nodejs|v8js)_[a-z0-9_]+/g)].map(([name]) => name)
    const names = [...INSTRUMENTS, ...DELIVER_INSTRUMENTS].map(prometheusName)
    expect(named.length).toBeGreaterThanOrEqual(new Set(names).size)
    expect(named.filter(name => !names.includes(name))).toEqual([])
  })

  it('has configurations that are right', () => {
    const configurations = fences.filter(({ language }) => language === 'yaml')
    expect(configurations.map(({ info }) => info)).toEqual(['config', 'config'])
    for (const { text } of configurations) expect(loadedFrom({ text }).problems.map(formatProblem)).toEqual([])
  })

  it('has a sample that is right', () => {
    expect(loadedFrom({ text: textOf('examples/sequor.yaml') }).problems.map(formatProblem)).toEqual([])
  })

  it.each(fences.filter(({ language }) => language === 'console').map(({ text }) => shownIn(text)))(
    'shows what `$command` prints',
    ({ command, lines }) => {
      expect(missingLines(lines, printedBy(command))).toEqual([])
    },
  )
})
