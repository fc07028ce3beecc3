import { parseDuration } from '../document/duration.ts'
import { type Arguments, textOf } from './arguments.ts'
import { UsageError } from './exit-code.ts'
import { instantOfText } from './instant-text.ts'

/** Which part of a log is asked for: [fromMs, toMs), null for no bound. */
export interface ReplayRange {
  readonly fromMs: number | null
  readonly toMs: number | null
}

/** What `--from` and `--to` say; `--to +2d` counts from `--from`. */
export function rangeOf(args: Arguments): ReplayRange {
  const from = textOf(args, 'from')
  const to = textOf(args, 'to')
  const fromMs = from === null ? null : instantOfText('--from', from)
  const toMs = to === null ? null : endOf(to, fromMs)
  if (fromMs !== null && toMs !== null && toMs <= fromMs)
    throw new UsageError('--to is not behind --from', 'nothing lies between them')
  return { fromMs, toMs }
}

function endOf(text: string, fromMs: number | null): number {
  if (!text.startsWith('+')) return instantOfText('--to', text)
  const forMs = parseDuration(text.slice(1))
  if (forMs === null) throw new UsageError(`--to: \`${text}\` is no duration`, 'write `+2d` or `+90m`')
  if (fromMs === null) throw new UsageError('--to counts from --from, which is not given', 'add `--from TIME`')
  return fromMs + forMs
}
