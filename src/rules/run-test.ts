import type { Incident } from '../core/incident.ts'
import type { Rule } from '../core/rule.ts'
import { definitionsOf } from '../core/rule-set.ts'
import type { Observer, Output } from '../core/world.ts'
import type { RunWatch } from './bound-coverage.ts'
import { compareIncidents, type Difference, expectedText, foundText } from './compare-incidents.ts'
import { type Folded, foldTest, type Way } from './fold-test.ts'
import { type TestLog, testLogOf, type ZonesByName } from './test-log.ts'
import type { RuleTest } from './test-schema.ts'
import { type Trace, traceOf } from './trace.ts'

/** What became of one test of a rule: see `hasPassed`. */
export interface TestResult {
  readonly rule: string
  readonly test: string
  readonly differences: readonly Difference[]
  /** The incidents that it expects and those that there were, a line each. Only of a test that failed. */
  readonly expected: readonly string[]
  readonly found: readonly string[]
  /** What each window went through, a line each. Only of a test that failed. */
  readonly why: readonly string[]
  /** Set if the engine did not keep its promises: another way of folding the same log gave other incidents. */
  readonly fault: string | null
}

export function hasPassed({ differences, fault }: TestResult): boolean {
  return differences.length === 0 && fault === null
}

const USUAL: Way = { shards: 1, frames: 'each_line', restarts: 'asked' }

/** In which every log must give what it gives in the usual way. */
const OTHER_WAYS: Readonly<Record<string, Way>> = {
  'over 3 shards': { ...USUAL, shards: 3 },
  'in as few frames as may be': { ...USUAL, frames: 'few' },
  'with a restart behind every line': { ...USUAL, restarts: 'always' },
}

/**
 * Runs one test of a rule through the folds of the service, in the usual way and in the others.
 * `watch` is told of the transitions of the usual way.
 */
export function runTest(rule: Rule, test: RuleTest, zonesByName: ZonesByName, watch?: Watch): TestResult {
  const log = testLogOf(rule, test, zonesByName)
  const definitions = definitionsOf([rule])
  const folded = (way: Way, observe: Observer | null) => foldTest(log, way, { definitions, replay: false, observe })
  const trace = traceOf(rule)
  const watcher = watch?.(log)
  const usual = folded(USUAL, (reason, kept, cause) => {
    trace.observe(reason, kept, cause)
    watcher?.observe(reason, kept, cause)
  })
  watcher?.end()
  const others = Object.entries(OTHER_WAYS).map(([name, way]) => ({ name, outputs: folded(way, null).outputs }))
  return resultOf({ rule, test, log, usual, trace }, faultOf(usual.outputs, others))
}

/** Begins to watch the run of a log. */
export type Watch = (log: TestLog) => RunWatch

interface Ran {
  readonly rule: Rule
  readonly test: RuleTest
  readonly log: TestLog
  readonly usual: Folded
  readonly trace: Trace
}

function resultOf({ rule, test, log, usual, trace }: Ran, fault: string | null): TestResult {
  const { beginMs, endMs } = log
  const byId = Map.groupBy(
    usual.outputs.map(({ incident }) => incident),
    ({ id }) => id,
  )
  const found: readonly (readonly Incident[])[] = [...byId.values()]
  const differences = compareIncidents(test.expect, found, beginMs)
  const result = { rule: rule.id, test: test.name, differences, expected: [], found: [], why: [], fault }
  if (hasPassed(result)) return result
  return {
    ...result,
    expected: test.expect.map(incident => expectedText(incident, beginMs)),
    found: found.map(revisions => foundText(revisions, beginMs)),
    why: trace.lines(usual.states, beginMs, endMs),
  }
}

interface OtherRun {
  readonly name: string
  readonly outputs: readonly Output[]
}

/** Where another way of folding a log gave other records, with the first of them; null if all are equal in every byte. */
export function faultOf(usual: readonly Output[], others: readonly OtherRun[]): string | null {
  const records = recordsOf(usual)
  for (const { name, outputs } of others) {
    const other = recordsOf(outputs)
    const at = Array.from({ length: Math.max(records.length, other.length) }).findIndex(
      (_, index) => records[index] !== other[index],
    )
    if (at < 0) continue
    const [expected, actual] = [records[at], other[at]].map(record => record ?? 'none')
    return `${name} the same log gives other incidents. Record ${at + 1} is usually\n${expected}\nand here\n${actual}`
  }
  return null
}

function recordsOf(outputs: readonly Output[]): readonly string[] {
  return outputs.map(({ incident }) => JSON.stringify(incident))
}
