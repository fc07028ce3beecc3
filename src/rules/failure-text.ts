import type { Difference } from './compare-incidents.ts'
import type { TestResult } from './run-test.ts'

/** What is longer stands below its field, not beside what was expected. */
const BESIDE = 32
const HEAD = { field: '', expected: 'expected', actual: 'came' }

/** How a test failed, for people: a line each, indented by what it belongs to. */
export function failureText({ differences, expected, found, why, fault }: TestResult): readonly string[] {
  const places = Map.groupBy(differences, placeOf)
  return [
    ...(fault === null ? [] : [`a fault of sequor, not of the rule: please report it. ${fault}`]),
    ...[...places].flatMap(([place, fields]) => [place, ...rows(fields).map(row => `  ${row}`)]),
    ...(differences.length === 0
      ? []
      : [...listed('expected', expected), ...listed('came', found), ...listed('why', why)]),
  ]
}

function placeOf({ incident, revision }: Difference): string {
  if (incident === null) return 'all incidents'
  return revision === null ? `incident ${incident}` : `incident ${incident}, revision ${revision}`
}

/** A table of what was expected and what came. */
function rows(differences: readonly Difference[]): readonly string[] {
  const cells = differences.map(({ field, ...each }) => ({ field, ...told(each) }))
  const beside = cells.filter(({ expected, actual }) => Math.max(expected.length, actual.length) <= BESIDE)
  const below = cells.filter(cell => !beside.includes(cell))
  const table = beside.length === 0 ? [] : [HEAD, ...beside]
  const [first, second] = [widest(table.map(({ field }) => field)), widest(table.map(({ expected }) => expected))]
  return [
    ...table.map(({ field, expected, actual }) => `${field.padEnd(first)}  ${expected.padEnd(second)}  ${actual}`),
    ...below.flatMap(({ field, expected, actual }) => [field, `  expected  ${expected}`, `  came      ${actual}`]),
  ]
}

function told({ expected, actual }: Pick<Difference, 'expected' | 'actual'>) {
  return { expected: expected ?? 'none', actual: actual ?? 'none' }
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length))
}

function listed(title: string, texts: readonly string[]): readonly string[] {
  return [`${title}:${texts.length === 0 ? ' nothing' : ''}`, ...texts.map(text => `  ${text}`)]
}
