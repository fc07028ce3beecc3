import { instantOf } from '../config/instant.ts'
import { UsageError } from './exit-code.ts'

/** A time that a flag names, in ms since the epoch: ISO 8601, UTC without a zone. */
export function instantOfText(flag: string, text: string): number {
  const ms = instantOf(text)
  if (ms === null) throw new UsageError(`${flag}: \`${text}\` is no time`, 'write it as 2026-07-09T13:15:29Z')
  return ms
}
