/** Why the world did not do what it was asked. */
export const WORLD_CODES = ['unreachable', 'not_trusted', 'not_known', 'not_allowed', 'refused'] as const
export type WorldCode = (typeof WORLD_CODES)[number]

/** Kafka, Redis or a file failed us. The message says what and where, the hint what to do; the cause is the client's own error. */
export class WorldError extends Error {
  readonly code: WorldCode
  readonly hint: string | null

  constructor(
    code: WorldCode,
    message: string,
    { hint = null, cause }: { hint?: string | null; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.name = 'WorldError'
    this.code = code
    this.hint = hint
  }
}
