import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { effectiveTable } from '../../src/cli/effective-rules.ts'
import { testReport } from '../../src/cli/test-report.ts'
import { zonesOf } from '../../src/config/zones.ts'
import { PATTERN_KINDS } from '../../src/core/rule.ts'
import { formatProblem } from '../../src/document/problem.ts'
import { checkRules } from '../../src/rules/check-rules.ts'
import { watchCoverage } from '../../src/rules/coverage.ts'
import { failureText } from '../../src/rules/failure-text.ts'
import { loadRules } from '../../src/rules/load.ts'
import { hasPassed, runTest, type TestResult } from '../../src/rules/run-test.ts'
import { ruleSchema } from '../../src/rules/schema.ts'
import { filesBelow, textOf } from '../support/repository.ts'
import { missingLines, printedBy, shownIn } from './console.ts'
import { type Fence, fencesOf } from './markdown.ts'

/**
 * The YAML blocks of these pages, by what stands behind the language: `rule` is complete and passes its own tests,
 * `fragment` is some fields of one, `faulty` gives the problems, `failing` the differences and `coverage` the report of the
 * block that follows; `overrides` gives what is in effect of the shipped rules.
 */
const PAGES = ['docs/rules.md', 'docs/semantics.md', 'README.md']

const fences = PAGES.flatMap(page => fencesOf(page).map(fence => ({ ...fence, page, place: `${page}:${fence.line}` })))
type PlacedFence = (typeof fences)[number]

const yaml = fences.filter(({ language }) => language === 'yaml')
const marked = (info: string) => yaml.filter(fence => fence.info === info)

/** The block behind one, which says what it gives. */
function answerTo(fence: PlacedFence): string {
  const next = fences[fences.findIndex(({ page, line }) => page === fence.page && line === fence.line) + 1]
  if (next?.language !== 'text') throw new Error(`${fence.place}: no text block follows`)
  return next.text
}

function checked(text: string) {
  return checkRules([{ path: 'rule.yaml', text }], { retentionMs: 38 * 86_400_000, overrides: null })
}

const SHIPPED = filesBelow('rules')
  .filter(path => path.endsWith('.yaml'))
  .map(path => ({ path, text: textOf(path) }))

function reportOf({ text }: Fence): string {
  const { rule, tests } = loadRules([{ path: 'rule.yaml', text }]).rules[0]!
  const { watch, coverage } = watchCoverage(rule)
  const results = tests.map(test => runTest(rule, test, name => zonesOf(name)!, watch))
  return testReport('pretty', { results, coverage: [coverage()], minCoverage: null }, (_, plain) => plain)
}

function resultsOf({ text }: Fence): readonly TestResult[] {
  return loadRules([{ path: 'rule.yaml', text }]).rules.flatMap(({ rule, tests }) =>
    tests.map(test => runTest(rule, test, name => zonesOf(name)!)),
  )
}

describe('the YAML blocks of the pages', () => {
  it('each say what they are', () => {
    const unmarked = yaml.filter(
      ({ info }) => !['rule', 'fragment', 'faulty', 'failing', 'coverage', 'overrides'].includes(info),
    )
    expect(unmarked.map(({ place }) => place)).toEqual([])
    const kinds = marked('rule').flatMap(({ text }) =>
      parseAllDocuments(text).map(one => (one.toJS() as { pattern: { kind: string } }).pattern.kind),
    )
    expect(new Set(kinds)).toEqual(new Set(PATTERN_KINDS))
  })

  it.each(marked('rule'))(
    '$place is checked without a problem, but that a test of silence may be left out',
    ({ text }) => {
      const { rules, problems } = checked(text)
      expect(problems.filter(({ message }) => message !== 'no test is silent').map(formatProblem)).toEqual([])
      expect(rules.length).toBeGreaterThan(0)
      expect(rules.every(({ tests }) => tests.length > 0)).toBe(true)
    },
  )

  it.each(marked('rule'))('$place passes its own tests', fence => {
    const failed = resultsOf(fence).filter(result => !hasPassed(result))
    expect(failed).toEqual([])
  })

  it.each(marked('fragment'))('$place holds fields of a rule', ({ text }) => {
    const problems = Object.entries(parse(text) as object).flatMap(([name, value]) => {
      const field = Object.hasOwn(ruleSchema.shape, name)
        ? ruleSchema.shape[name as keyof typeof ruleSchema.shape]
        : undefined
      const read = field?.safeParse(value)
      return read?.success ? [] : [`${name}: ${read?.error.message ?? 'is no field'}`]
    })
    expect(problems).toEqual([])
  })

  it.each(marked('faulty'))('$place gives the problems that follow it', fence => {
    const { problems } = checked(fence.text)
    expect(answerTo(fence)).toBe(`${problems.map(formatProblem).join('\n\n')}\n`)
  })

  it.each(marked('failing'))('$place gives the differences that follow it', fence => {
    const differences = resultsOf(fence).flatMap(result => [
      `✗ ${result.rule}: ${result.test}`,
      ...failureText(result).map(text => `    ${text}`),
    ])
    expect(answerTo(fence)).toBe(`${differences.join('\n')}\n`)
  })

  it.each(marked('coverage'))('$place gives the report that follows it', fence => {
    expect(answerTo(fence)).toBe(reportOf(fence))
  })
})

describe('the overrides of the pages', () => {
  it.each(marked('overrides'))('$place give what is in effect', fence => {
    const overrides = { path: 'overrides.yaml', text: fence.text }
    const { problems, effective } = checkRules(SHIPPED, { retentionMs: 38 * 86_400_000, overrides })
    expect(problems.map(formatProblem)).toEqual([])
    expect(answerTo(fence)).toBe(effectiveTable(effective))
  })
})

describe('the page of the rule language', () => {
  it('shows what its program prints', () => {
    const [fence] = fencesOf('docs/rules.md').filter(({ language }) => language === 'console')
    const { command, lines } = shownIn(fence!.text)
    expect(missingLines(lines, printedBy(command))).toEqual([])
  })

  it('names the schema for editors by a way that leads to it', () => {
    const [, way] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(textOf('docs/rules.md'))!
    expect(textOf(posix.join('my-rules', way!))).toBe(textOf('docs/rule.schema.json'))
  })

  it('lists the fields of a rule, all of them and no other', () => {
    const [, section] = textOf('docs/rules.md').split('\n## A file\n')
    const [table] = section!.split('\n## ')
    const cells = [...table!.matchAll(/^\| ([^|]+?) +\|/gm)].map(([, cell]) => cell!)
    const named = cells.flatMap(cell => [...cell.matchAll(/`([a-z]+)`/g)].map(([, name]) => name!))
    expect(named.toSorted()).toEqual(Object.keys(ruleSchema.shape).sort())
  })
})
