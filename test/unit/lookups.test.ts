import type { Admin } from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { topicLookups } from '../../src/adapters/kafka/lookups.ts'

/** An admin client of a topic with two partitions that leaves partitions out of its first answers. */
function forgetful(answers: number): Admin {
  let left = answers
  const partitions = [0, 1].map(partition => ({ partition, offset: String(partition + 5), low: '0', high: '9' }))
  const answer = () => (left-- > 0 ? partitions.slice(0, left % 2) : partitions)
  return {
    fetchTopicMetadata: async () => ({ topics: [{ name: 'matches', partitions }] }),
    fetchOffsets: async () => [{ topic: 'matches', partitions: answer() }],
    fetchTopicOffsets: async () => answer(),
  } as unknown as Admin
}

describe('what is asked of topics', () => {
  it('is asked again while the answer leaves partitions out: nothing is taken for what is not said', async () => {
    expect(await topicLookups(forgetful(3)).committed('published', 'matches')).toEqual([5, 6])
    expect(await topicLookups(forgetful(2)).bounds('matches')).toEqual([
      { begin: 0, end: 9 },
      { begin: 0, end: 9 },
    ])
  })

  it('fails where no answer is whole', async () => {
    const never = topicLookups(forgetful(1_000))
    await expect(never.committed('published', 'matches')).rejects.toThrow('matches: the answer leaves partitions out')
  })
})
