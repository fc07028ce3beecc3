import { z } from 'zod'
import { instantOf } from './instant.ts'

/** Where the first start begins in topics that hold lines already. Asked once for each partition: the answer is kept. */
export type Start =
  | { readonly kind: 'now' }
  | { readonly kind: 'earliest' }
  | { readonly kind: 'time'; readonly atMs: number }

export const startSchema = z
  .string()
  .refine(text => startOf(text) !== null, {
    error: issue => `\`${String(issue.input)}\` is no start\nwrite now, earliest or a time: \`2026-07-09T13:15:29Z\``,
  })
  .prefault('now')
  .describe(
    'Where the very first start begins: at lines that come from now on, at the oldest that are kept, or at a time. Later starts go on where the last one ended.',
  )
  .meta({ examples: ['now', 'earliest', '2026-07-09T13:15:29Z'] })
  .transform(text => startOf(text) ?? { kind: 'now' as const })

function startOf(text: string): Start | null {
  if (text === 'now' || text === 'earliest') return { kind: text }
  const atMs = instantOf(text)
  return atMs === null ? null : { kind: 'time', atMs }
}
