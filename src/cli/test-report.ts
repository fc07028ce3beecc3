import { failureText } from '../rules/failure-text.ts'
import { hasPassed, type TestResult } from '../rules/run-test.ts'
import { junitOf } from './junit.ts'
import { harmless, type Terminal } from './terminal.ts'

export const TEST_FORMATS = ['pretty', 'ndjson', 'junit'] as const
export type TestFormat = (typeof TEST_FORMATS)[number]

/** What `sequor test` writes of its results. */
export function testReport(format: TestFormat, results: readonly TestResult[], paint: Terminal['paint']): string {
  switch (format) {
    case 'ndjson':
      return results.map(result => `${JSON.stringify({ ...result, passed: hasPassed(result) })}\n`).join('')
    case 'junit':
      return junitOf('sequor test', results.map(junitCaseOf))
    case 'pretty':
      return `${results.map(result => prettyResult(result, paint)).join('')}${tally(results)}\n`
  }
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

function tally(results: readonly TestResult[]): string {
  const passed = results.filter(hasPassed).length
  return `${passed} passed, ${results.length - passed} failed`
}
