import { globTest } from '../core/condition.ts'
import type { Zones } from '../core/syslog/zones.ts'
import { UTC } from '../core/syslog/zones.ts'
import type { LoadedRule } from '../rules/load.ts'
import { suggestion } from '../rules/nearest.ts'
import { hasPassed, runTest, type TestResult } from '../rules/run-test.ts'
import { type Arguments, choiceOf, readArguments, textOf } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { rulesOrNull, SHIPPED_RULES } from './load-rules.ts'
import { harmless } from './terminal.ts'
import { TEST_FORMATS, testReport } from './test-report.ts'

const HELP = `sequor test [PATH…]: runs the tests that rules carry, through the folds of the service

  sequor test                      the rules that come with sequor
  sequor test my-rules/            files and folders

Each test is run in several ways: in one shard and in three, in many frames and in few, with restarts between all lines.
All must give the same; if they do not, that is a fault of sequor.

flags:
  --rule ID          only the tests of this rule, may be given again
  --test NAME        only tests of this name, in which * stands for anything
  --format FORMAT    pretty (default), ndjson, junit

exit codes: 0 all passed, 1 a test failed, 2 faulty rules, 3 faulty arguments, 70 a fault of sequor`

const FLAGS = {
  rule: { type: 'string', multiple: true },
  test: { type: 'string' },
  format: { type: 'string' },
} as const

async function test(argv: readonly string[], { terminal }: CommandContext): Promise<ExitCode> {
  const args = readArguments(argv, FLAGS)
  const format = choiceOf(args, 'format', TEST_FORMATS, 'pretty')
  const loaded = await rulesOrNull(args.positionals.length > 0 ? args.positionals : [SHIPPED_RULES], terminal)
  if (loaded === null) return EXIT.rules
  const chosen = chosenBy(args, loaded.rules)
  const zonesByName = await zonesReader(chosen.flatMap(({ tests }) => tests.flatMap(({ zone }) => zone ?? [])))
  const results = chosen.flatMap(({ rule, tests }) => tests.map(one => runTest(rule, one, zonesByName)))
  await terminal.out(testReport(format, results, terminal.paint))
  const untested = loaded.rules.filter(({ tests }) => tests.length === 0)
  for (const { path, rule } of untested) terminal.note(`${harmless(path)}: warning: rule ${rule.id} has no tests`)
  return exitCodeOf(results)
}

function exitCodeOf(results: readonly TestResult[]): ExitCode {
  if (results.some(({ fault }) => fault !== null)) return EXIT.fault
  return results.every(hasPassed) ? EXIT.done : EXIT.findings
}

/** The rules and tests that the flags name. A flag that names none is a slip. */
function chosenBy(args: Arguments, rules: readonly LoadedRule[]): readonly LoadedRule[] {
  const ids = args.texts.get('rule') ?? rules.map(({ rule }) => rule.id)
  const known = rules.map(({ rule }) => rule.id)
  const unknown = ids.find(id => !known.includes(id))
  if (unknown !== undefined) throw new UsageError(`--rule: there is no rule \`${unknown}\``, suggestion(unknown, known))
  const name = textOf(args, 'test')
  const fits = name === null ? () => true : globTest(name)
  const chosen = rules
    .filter(({ rule }) => ids.includes(rule.id))
    .map(each => ({ ...each, tests: each.tests.filter(one => fits(one.name)) }))
  if (name !== null && chosen.every(({ tests }) => tests.length === 0)) {
    throw new UsageError(`--test: no test is called \`${name}\``, 'write `*` for what may differ: `--test "*late*"`')
  }
  return chosen
}

/** Zones by name; the rules of the IANA database are loaded only if a test names a zone. */
async function zonesReader(names: readonly string[]): Promise<(name: string) => Zones> {
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
