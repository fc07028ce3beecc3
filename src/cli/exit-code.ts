/** What the process ends with, and why. Incidents, lines that hold no code and empty files are no failure. */
export const EXIT = {
  done: 0,
  /** Something was found: failed rule tests, a file that could not be read to its end, `--fail-on`, `--deny-warnings`. */
  findings: 1,
  /** The rules are wrong: nothing was run. */
  rules: 2,
  /** The arguments or the configuration are wrong: nothing was run. */
  usage: 3,
  /** The world failed: Kafka, Redis, a disk. */
  world: 4,
  /** A fault of sequor itself. */
  fault: 70,
  interrupted: 130,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** The arguments are not of the command's form: told without a stack, with what to do. */
export class UsageError extends Error {
  readonly hint: string | null

  constructor(message: string, hint: string | null = null) {
    super(message)
    this.name = 'UsageError'
    this.hint = hint
  }
}
