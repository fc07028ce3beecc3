import type { Zones } from '../core/syslog/zones.ts'
import { UTC } from '../core/syslog/zones.ts'
import { runTest, type TestResult } from '../rules/run-test.ts'
import { choiceOf, readArguments } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { junitOf } from './junit.ts'
import { rulesOrNull, SHIPPED_RULES } from './load-rules.ts'
import { harmless } from './terminal.ts'

const HELP = `sequor test [PATH…]: runs the tests that rules carry, through the folds of the service

  sequor test                      the rules that come with sequor
  sequor test my-rules/            files and folders

flags:
  --format FORMAT    pretty (default), ndjson, junit

exit codes: 0 all passed, 1 a test failed, 2 faulty rules, 3 faulty arguments`

const FLAGS = { format: { type: 'string' } } as const

async function test(argv: readonly string[], { terminal }: CommandContext): Promise<ExitCode> {
  const args = readArguments(argv, FLAGS)
  const format = choiceOf(args, 'format', ['pretty', 'ndjson', 'junit'], 'pretty')
  const loaded = await rulesOrNull(args.positionals.length > 0 ? args.positionals : [SHIPPED_RULES], terminal)
  if (loaded === null) return EXIT.rules
  const zonesByName = await zonesReader(loaded.rules.flatMap(({ tests }) => tests.flatMap(({ zone }) => zone ?? [])))
  const results = loaded.rules.flatMap(({ rule, tests }) => tests.map(one => runTest(rule, one, zonesByName)))
  const failed = results.filter(({ differences }) => differences.length > 0)
  await terminal.out(formatted(format, results, terminal.paint))
  const untested = loaded.rules.filter(({ tests }) => tests.length === 0)
  for (const { path, rule } of untested) terminal.note(`${harmless(path)}: warning: rule ${rule.id} has no tests`)
  await terminal.out(format === 'pretty' ? `${results.length - failed.length} passed, ${failed.length} failed\n` : '')
  return failed.length > 0 ? EXIT.findings : EXIT.done
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

function formatted(format: string, results: readonly TestResult[], paint: CommandContext['terminal']['paint']): string {
  switch (format) {
    case 'ndjson':
      return results
        .map(result => `${JSON.stringify({ ...result, passed: result.differences.length === 0 })}\n`)
        .join('')
    case 'junit':
      return junitOf(
        'sequor test',
        results.map(({ rule, test: name, differences }) => ({ suite: rule, name, failures: differences })),
      )
    default:
      return results.map(result => prettyResult(result, paint)).join('')
  }
}

function prettyResult(
  { rule, test: name, differences }: TestResult,
  paint: CommandContext['terminal']['paint'],
): string {
  if (differences.length === 0) return `${paint('green', '✓')} ${rule}: ${name}\n`
  return `${paint('red', '✗')} ${rule}: ${name}\n${differences.map(text => `    ${text}\n`).join('')}`
}

export const testCommand: Command = { help: HELP, run: test }
