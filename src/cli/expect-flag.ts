import { readTextFile } from '../adapters/file/text-file.ts'
import { formatProblem } from '../document/problem.ts'
import { type ExpectedCount, expectedText, readExpectedCounts } from '../rules/expected-counts.ts'
import { UsageError } from './exit-code.ts'
import type { JunitCase } from './junit.ts'
import type { ReplayCounts } from './replay-writer.ts'
import { harmless, type Terminal } from './terminal.ts'

/** How many incidents the file at `path` expects of these rules; null, and told, where it is wrong. */
export function expectedCountsOrNull(
  path: string,
  rules: readonly string[],
  terminal: Terminal,
): readonly ExpectedCount[] | null {
  const read = readTextFile(path)
  if ('reason' in read) throw new UsageError(`--expect: ${harmless(path)}: ${read.reason}`)
  const { counts, problems } = readExpectedCounts({ path, text: read.text }, rules)
  for (const problem of problems) terminal.note(`${formatProblem(problem)}\n`)
  return counts
}

/** Each expectation as a case of a report, which failed if there are other numbers. */
export function expectationCases(expected: readonly ExpectedCount[], { of }: ReplayCounts): readonly JunitCase[] {
  return expected.map(one => {
    const found = of(one.rule, one.outcome)
    const isMet = found >= one.least && found <= one.most
    const name = expectedText(one)
    return { suite: one.rule, name, failures: isMet ? [] : [`expected ${name}, found ${found}`] }
  })
}

/** Tells what is not as expected; gives whether all is, as where nothing is expected (null). */
export function tellExpectations(cases: readonly JunitCase[] | null, { note, paintNote }: Terminal): boolean {
  if (cases === null) return true
  const failed = cases.filter(({ failures }) => failures.length > 0)
  for (const { suite, failures } of failed) note(`${paintNote('red', 'unexpected:')} ${suite}: ${failures.join('; ')}`)
  note(`${cases.length - failed.length} of ${cases.length} as expected`)
  return failed.length === 0
}
