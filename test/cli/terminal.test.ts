import { PassThrough, Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { terminalOf } from '../../src/cli/terminal.ts'

describe('a terminal', () => {
  it('waits for a slow reader any number of times, and leaves no listener behind', async () => {
    const written: string[] = []
    const stdout = new Writable({
      highWaterMark: 1,
      write: (chunk, _, done) => {
        written.push(String(chunk))
        setImmediate(done)
      },
    })
    const { out } = terminalOf({ stdin: new PassThrough(), stdout, stderr: new PassThrough(), env: {} })
    const before = stdout.listenerCount('close')
    for (let line = 0; line < 100; line++) await out(`${line}\n`)
    expect(written).toHaveLength(100)
    expect([stdout.listenerCount('close'), stdout.listenerCount('drain')]).toEqual([before, 0])
  })
})
