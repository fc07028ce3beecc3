import type { RuleCoverage } from '../rules/coverage.ts'
import { failureText } from '../rules/failure-text.ts'
import { hasPassed, type TestResult } from '../rules/run-test.ts'
import { counted } from './counted.ts'
import { junitOf } from './junit.ts'
import { harmless, type Terminal } from './terminal.ts'

export const TEST_FORMATS = ['pretty', 'ndjson', 'junit'] as const
export type TestFormat = (typeof TEST_FORMATS)[number]

/** What a run of tests has found, and what is asked of their coverage. */
export interface TestRun {
  readonly results: readonly TestResult[]
  /** A rule each, in their order; empty if nobody asked. */
  readonly coverage: readonly RuleCoverage[]
  /** In per cent, of each rule; null if nothing is asked. */
  readonly minCoverage: number | null
}

/** What `sequor test` writes. */
export function testReport(format: TestFormat, run: TestRun, paint: Terminal['paint']): string {
  const { results, coverage } = run
  switch (format) {
    case 'ndjson':
      return [...results.map(ndjsonResult), ...coverage.map(({ rule, ...rest }) => ({ rule, coverage: rest }))]
        .map(record => `${JSON.stringify(record)}\n`)
        .join('')
    case 'junit':
      return junitOf('sequor test', [...results.map(junitCaseOf), ...coverageCases(run)])
    case 'pretty':
      return `${results.map(result => prettyResult(result, paint)).join('')}${coverageTable(run, paint)}${tally(run)}\n`
  }
}

/** Whether the tests of a rule touch less of it than is asked. */
export function isBelow({ percent }: RuleCoverage, { minCoverage }: TestRun): boolean {
  return minCoverage !== null && percent < minCoverage
}

function ndjsonResult(result: TestResult) {
  return { ...result, passed: hasPassed(result) }
}

function junitCaseOf(result: TestResult) {
  return { suite: result.rule, name: result.test, failures: hasPassed(result) ? [] : failureText(result) }
}

function prettyResult(result: TestResult, paint: Terminal['paint']): string {
  const name = `${result.rule}: ${harmless(result.test)}`
  if (hasPassed(result)) return `${paint('green', '✓')} ${name}\n`
  return `${paint('red', '✗')} ${name}\n${failureText(result).map(indented).join('')}`
}

/** What came from a log may hold line breaks and worse. */
function indented(text: string): string {
  return text
    .split('\n')
    .map(line => `    ${harmless(line)}\n`)
    .join('')
}

/** A line for each rule, and below it what no test touches. */
function coverageTable(run: TestRun, paint: Terminal['paint']): string {
  const width = Math.max(0, ...run.coverage.map(({ rule }) => rule.length))
  const lines = run.coverage.flatMap(each => {
    const line = `${each.rule.padEnd(width)}  ${touchedText(each)}`
    return [isBelow(each, run) ? paint('red', line) : line, ...untouched(each).map(name => `    ${name}`)]
  })
  return lines.length === 0 ? '' : `\ncoverage, and what no test touches:\n${lines.map(line => `${line}\n`).join('')}\n`
}

/** A case for each rule of which something is asked. */
function coverageCases(run: TestRun) {
  const cases = run.minCoverage === null ? [] : run.coverage
  return cases.map(each => ({
    suite: each.rule,
    name: `its tests touch at least ${run.minCoverage} % of it`,
    failures: isBelow(each, run) ? [touchedText(each), ...untouched(each).map(name => `not touched: ${name}`)] : [],
  }))
}

function touchedText({ points, percent }: RuleCoverage): string {
  return `${String(percent).padStart(3)} %  ${points.filter(({ touched }) => touched).length} of ${points.length}`
}

function untouched({ points }: RuleCoverage): readonly string[] {
  return points.filter(({ touched }) => !touched).map(({ name }) => name)
}

function tally(run: TestRun): string {
  const { results, coverage, minCoverage } = run
  const passed = results.filter(hasPassed).length
  const below = coverage.filter(each => isBelow(each, run)).length
  const short = below === 0 ? '' : `, ${counted(below, 'rule')} with less than ${minCoverage} % coverage`
  return `${passed} passed, ${results.length - passed} failed${short}`
}
