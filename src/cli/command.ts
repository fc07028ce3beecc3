import type { ExitCode } from './exit-code.ts'
import type { Terminal } from './terminal.ts'

/** What a command is given besides its arguments. */
export interface CommandContext {
  readonly terminal: Terminal
  /** When the command was started, in ms since the epoch. */
  readonly startedMs: number
  /** The variables of the environment. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** One command of the product. */
export interface Command {
  /** One screen: what it does, an example, its flags, its exit codes. */
  readonly help: string
  readonly run: (argv: readonly string[], context: CommandContext) => Promise<ExitCode>
}
