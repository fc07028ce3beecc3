import { globTest } from '../core/condition.ts'
import { UTC } from '../core/syslog/zones.ts'
import { suggestion } from '../document/nearest.ts'
import { watchCoverage } from '../rules/coverage.ts'
import type { LoadedRule } from '../rules/load.ts'
import { hasPassed, runTest } from '../rules/run-test.ts'
import type { ZonesByName } from '../rules/test-log.ts'
import { type Arguments, choiceOf, readArguments, textOf } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { rulesOrNull, SHIPPED_RULES } from './load-rules.ts'
import { OVERRIDES_FLAG, OVERRIDES_HELP, overridesOf } from './overrides-flag.ts'
import { harmless } from './terminal.ts'
import { isBelow, TEST_FORMATS, type TestRun, testReport } from './test-report.ts'

const HELP = `sequor test [PATH…]: runs the tests that rules carry, through the folds of the service

  sequor test                      the rules that come with sequor
  sequor test my-rules/            files and folders

Each test is run in several ways: in one shard and in three, in many frames and in few, with restarts between all lines.
All must give the same; if they do not, that is a fault of sequor.

flags:
  --rule ID          only the tests of this rule, may be given again
  --test NAME        only tests of this name, in which * stands for anything
  --coverage         show what each rule can do that no test touches: outcomes, their ends, both sides of bounds
  --min-coverage N   end with 1 if the tests of a rule touch less than N per cent of it
${OVERRIDES_HELP}:
                     without it the rules are tested as they are written
  --format FORMAT    pretty (default), ndjson, junit

exit codes: 0 all passed, 1 a test failed or --min-coverage, 2 faulty rules, 3 faulty arguments, 70 a fault of sequor`

const FLAGS = {
  rule: { type: 'string', multiple: true },
  test: { type: 'string' },
  coverage: { type: 'boolean' },
  'min-coverage': { type: 'string' },
  format: { type: 'string' },
  ...OVERRIDES_FLAG,
} as const

async function test(argv: readonly string[], { terminal }: CommandContext): Promise<ExitCode> {
  const args = readArguments(argv, FLAGS)
  const format = choiceOf(args, 'format', TEST_FORMATS, 'pretty')
  const minCoverage = minCoverageOf(args)
  const loaded = await rulesOrNull(
    { paths: args.positionals.length > 0 ? args.positionals : [SHIPPED_RULES], overrides: await overridesOf(args) },
    terminal,
  )
  if (loaded === null) return EXIT.rules
  const rules = chosenRules(args, loaded.rules)
  const chosen = withChosenTests(args, rules)
  const zonesByName = await zonesReader(chosen.flatMap(({ tests }) => tests.flatMap(({ zone }) => zone ?? [])))
  const ran = runTests(chosen, zonesByName)
  const isAsked = minCoverage !== null || args.switches.has('coverage')
  const run = { results: ran.results, coverage: isAsked ? ran.coverage : [], minCoverage }
  await terminal.out(testReport(format, run, terminal.paint))
  const untested = rules.filter(({ tests }) => tests.length === 0)
  for (const { path, rule } of untested) terminal.note(`${harmless(path)}: warning: rule ${rule.id} has no tests`)
  return exitCodeOf(run)
}

function runTests(rules: readonly LoadedRule[], zonesByName: ZonesByName): Pick<TestRun, 'results' | 'coverage'> {
  const ran = rules.map(({ rule, tests }) => {
    const { watch, coverage } = watchCoverage(rule)
    return { results: tests.map(one => runTest(rule, one, zonesByName, watch)), coverage: coverage() }
  })
  return { results: ran.flatMap(({ results }) => results), coverage: ran.map(({ coverage }) => coverage) }
}

function exitCodeOf(run: TestRun): ExitCode {
  const { results, coverage } = run
  if (results.some(({ fault }) => fault !== null)) return EXIT.fault
  return results.every(hasPassed) && !coverage.some(each => isBelow(each, run)) ? EXIT.done : EXIT.findings
}

function minCoverageOf(args: Arguments): number | null {
  const written = textOf(args, 'min-coverage')
  if (written === null) return null
  const percent = Number(written)
  if (/^\d+$/.test(written) && percent <= 100) return percent
  throw new UsageError(
    `--min-coverage: \`${written}\` is no whole number from 0 to 100`,
    'it is in per cent: `--min-coverage 80`',
  )
}

/** The rules that `--rule` names; all without it. */
function chosenRules(args: Arguments, rules: readonly LoadedRule[]): readonly LoadedRule[] {
  const known = rules.map(({ rule }) => rule.id)
  const ids = args.texts.get('rule') ?? known
  const unknown = ids.find(id => !known.includes(id))
  if (unknown !== undefined) throw new UsageError(`--rule: there is no rule \`${unknown}\``, suggestion(unknown, known))
  return rules.filter(({ rule }) => ids.includes(rule.id))
}

/** The rules with the tests that `--test` names; all without it. A name that fits none is a slip. */
function withChosenTests(args: Arguments, rules: readonly LoadedRule[]): readonly LoadedRule[] {
  const name = textOf(args, 'test')
  if (name === null) return rules
  const fits = globTest(name)
  const chosen = rules.map(each => ({ ...each, tests: each.tests.filter(one => fits(one.name)) }))
  if (chosen.some(({ tests }) => tests.length > 0)) return chosen
  throw new UsageError(`--test: no test is called \`${name}\``, 'write `*` for what may differ: `--test "*late*"`')
}

/** Zones by name; the rules of the IANA database are loaded only if a test names a zone. */
async function zonesReader(names: readonly string[]): Promise<ZonesByName> {
  if (names.length === 0) return () => UTC
  const { zonesOf } = await import('../config/zones.ts')
  return name => {
    const zones = zonesOf(name)
    if (zones === null)
      throw new UsageError(`a test names the zone \`${name}\`, which is none`, 'write e.g. Europe/Berlin or +02:00')
    return zones
  }
}

export const testCommand: Command = { help: HELP, run: test }
