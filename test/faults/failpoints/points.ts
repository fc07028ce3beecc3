/** Where a process can be killed, and what that means. */
export const FAIL_POINTS = {
  'before an append': 'matches are found, and told to no shard',
  'between two shards': 'the first shard is told, the others are not',
  'after the appends, before the commit': 'every shard is told, and the position is the old one',
  'before a transaction': 'a shard is folded, and nothing of it is published',
  'before EndTxn': 'all of it is sent, and not committed',
  'after EndTxn': 'it is committed, and the process does not know',
  'before the windows are stored': 'it is published, and the windows are those of before',
  'after the windows are stored': 'all is done',
} as const

export type FailPoint = keyof typeof FAIL_POINTS

/** Kills this process, at once, if this is the point and it was reached often enough. */
export function reach(point: FailPoint): void {
  if (point !== process.env['SEQUOR_TEST_FAIL_AT']) return
  left--
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

let left = Number(process.env['SEQUOR_TEST_FAIL_AFTER'])
