import { EXIT } from './exit-code.ts'
import { run } from './run.ts'
import { terminalOf } from './terminal.ts'

/** Runs a command line in this process and sets its exit code. A reader that closes the pipe is no error. */
export async function main(argv: readonly string[]): Promise<void> {
  const startedMs = Date.now()
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.world),
  )
  process.on('SIGINT', () => process.exit(EXIT.interrupted))
  const { stdin, stdout, stderr, env } = process
  const terminal = terminalOf({ stdin, stdout, stderr, env })
  process.exitCode = await run(argv, { terminal, startedMs, environment: env })
  stdin.destroy()
}
