import { WorldError } from '../app/world-error.ts'
import { nearest } from '../document/nearest.ts'
import type { CommandContext } from './command.ts'
import { COMMANDS } from './commands.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { harmless } from './terminal.ts'
import { VERSION } from './version.ts'

/** Runs the command that the arguments name and gives the exit code. Never throws. */
export async function run(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  try {
    return await runCommand(argv, context)
  } catch (error) {
    return toldError(error, context)
  }
}

async function runCommand([name, ...rest]: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { out } = context.terminal
  if (name === undefined) {
    context.terminal.note(overview())
    return EXIT.usage
  }
  if (name === '--version' || name === 'version') return printed(out(`sequor ${VERSION}\n`))
  const asked = name === 'help' ? rest[0] : name
  if (asked === undefined || name === '--help' || name === '-h') return printed(out(`${overview()}\n`))
  const entry = Object.hasOwn(COMMANDS, asked) ? COMMANDS[asked] : undefined
  if (entry === undefined) throw unknownCommand(asked)
  const command = await entry.load()
  if (name === 'help' || rest.includes('--help') || rest.includes('-h')) return printed(out(`${command.help}\n`))
  return command.run(rest, context)
}

async function printed(written: Promise<void>): Promise<ExitCode> {
  await written
  return EXIT.done
}

function unknownCommand(name: string): UsageError {
  const near = nearest(name, Object.keys(COMMANDS))
  return new UsageError(`unknown command ${name}`, near === null ? 'see `sequor --help`' : `did you mean ${near}?`)
}

function toldError(error: unknown, { terminal }: CommandContext): ExitCode {
  if (error instanceof UsageError) {
    terminal.note(`${terminal.paintNote('red', 'error:')} ${harmless(error.message)}`)
    if (error.hint !== null) terminal.note(`hint: ${error.hint}`)
    return EXIT.usage
  }
  if (error instanceof WorldError) {
    terminal.note(`${terminal.paintNote('red', 'error:')} ${harmless(error.message)}`)
    if (error.hint !== null) terminal.note(`hint: ${error.hint}`)
    return EXIT.world
  }
  terminal.note(
    `sequor has failed; this is a fault of sequor, not of your logs or rules. ${String((error as Error)?.stack ?? error)}`,
  )
  return EXIT.fault
}

function overview(): string {
  const names = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  return `sequor ${VERSION}: follows sequences in log streams

  sequor replay controller.log      find incidents in a log
  sequor help COMMAND               about one command

commands:
${names.join('\n')}

exit codes: 0 done, 1 findings, 2 faulty rules, 3 faulty arguments, 4 the world failed, 70 a fault of sequor, 130 interrupted`
}
