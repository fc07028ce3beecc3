import { certificateFault } from '../certificate-fault.ts'

/** Why Redis does not answer a call now, but will: the call waits and asks again. */
export const HINDRANCES = [
  'unreachable',
  'loading',
  'out_of_memory',
  'read_only',
  'cluster_down',
  'try_again',
  'busy',
  'disk_failing',
  'no_replicas',
] as const

export type Hindrance = (typeof HINDRANCES)[number]

/** By the code with which an error reply begins (https://redis.io/docs/latest/develop/reference/protocol-spec, simple errors). */
const BY_CODE: Readonly<Record<string, Hindrance>> = {
  LOADING: 'loading',
  OOM: 'out_of_memory',
  READONLY: 'read_only',
  MASTERDOWN: 'read_only',
  CLUSTERDOWN: 'cluster_down',
  TRYAGAIN: 'try_again',
  BUSY: 'busy',
  MISCONF: 'disk_failing',
  NOREPLICAS: 'no_replicas',
}

/** The code of an error reply, `''` for an error that is no reply. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return ''
  return error.message.split(' ', 1)[0]!
}

/** What keeps Redis from answering, or null for what will not pass by itself: a right or a password that lacks, a certificate, our own fault. */
export function hindranceOf(error: unknown): Hindrance | null {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return null
  if (error.name === 'ReplyError') return BY_CODE[codeOf(error)] ?? null
  return certificateFault((error as NodeJS.ErrnoException).code) === null ? 'unreachable' : null
}
