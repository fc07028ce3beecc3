import { formatProblem } from '../document/problem.ts'
import { choiceOf, readArguments } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { configJson, configYaml } from './config-format.ts'
import { counted } from './counted.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { CONFIG_FLAGS, CONFIG_FLAGS_HELP, configurationOf } from './load-configuration.ts'

const HELP = `sequor config print|check: the configuration of the service, as file, variables and flags give it together

  sequor config check                    every error of all sources, with its place
  sequor config print                    every setting, and where those that are no defaults come from
  SEQUOR_LOG__LEVEL=debug sequor config print --set http.port=8080

flags:
${CONFIG_FLAGS_HELP}
  --format FORMAT    of print: yaml (default) or json. Secrets are shown as [secret]

exit codes: 0 no errors, 3 errors, or faulty arguments`

const FLAGS = { ...CONFIG_FLAGS, format: { type: 'string' } } as const

async function config(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const args = readArguments(argv, FLAGS)
  const format = choiceOf(args, 'format', ['yaml', 'json'], 'yaml')
  const [action] = args.positionals
  if (args.positionals.length !== 1 || (action !== 'print' && action !== 'check')) {
    throw new UsageError('nothing of that name can be done', 'write `sequor config print` or `sequor config check`')
  }
  const { values, problems } = configurationOf(args, context)
  const { terminal } = context
  const told = problems.map(problem => `${formatProblem(problem)}\n`).join('')
  if (action === 'check') {
    await terminal.out(told)
    terminal.note(counted(problems.length, 'error'))
  } else if (problems.length > 0) terminal.note(told)
  else await terminal.out(format === 'json' ? configJson(values) : configYaml(values))
  return problems.length > 0 ? EXIT.usage : EXIT.done
}

export const configCommand: Command = { help: HELP, run: config }
