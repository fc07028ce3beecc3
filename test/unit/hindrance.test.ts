import { describe, expect, it } from 'vitest'
import { codeOf, HINDRANCES, hindranceOf } from '../../src/adapters/redis/hindrance.ts'

/** An error reply as the client hands it on. */
function reply(message: string): Error {
  return Object.assign(new Error(message), { name: 'ReplyError' })
}

describe('what keeps Redis from answering', () => {
  it.each([
    ['LOADING Redis is loading the dataset in memory', 'loading'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'out_of_memory'],
    ["READONLY You can't write against a read only replica.", 'read_only'],
    ["MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", 'read_only'],
    ['CLUSTERDOWN Hash slot not served', 'cluster_down'],
    ['TRYAGAIN Multiple keys request during rehashing of slot', 'try_again'],
    ['BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.', 'busy'],
    ['MISCONF Errors writing to the AOF file: No space left on device', 'disk_failing'],
    ['NOREPLICAS Not enough good replicas to write.', 'no_replicas'],
  ])('is told from the code of the reply: %s', (message, hindrance) => {
    expect(hindranceOf(reply(message))).toBe(hindrance)
    expect(HINDRANCES).toContain(hindrance)
  })

  it.each([
    'WRONGPASS invalid username-password pair or user is disabled.',
    "NOPERM this user has no permissions to run the 'evalsha' command",
    'NOAUTH Authentication required.',
    'ERR unknown command',
    'WRONGTYPE Operation against a key holding the wrong kind of value',
    'OOMS is no code that Redis has',
  ])('is nothing that passes: %s', message => {
    expect(hindranceOf(reply(message))).toBeNull()
    expect(codeOf(reply(message))).toBe(message.split(' ')[0])
  })

  it('is the network, where there is no reply', () => {
    expect(hindranceOf(new Error('connect ECONNREFUSED 192.0.2.1:6379'))).toBe('unreachable')
    expect(codeOf(new Error('READONLY in a message that is no reply'))).toBe('')
  })

  it('is never a fault of ours', () => {
    expect(hindranceOf(new TypeError('x is not a function'))).toBeNull()
    expect(hindranceOf('no error at all')).toBeNull()
  })
})
