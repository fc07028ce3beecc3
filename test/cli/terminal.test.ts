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

  it('shows progress on one line, which notes and data take away, and none where nobody sees it', async () => {
    const opened = (isTTY: boolean) => {
      const all: string[] = []
      const write: Writable['_write'] = (text, _, done) => {
        all.push(String(text))
        done()
      }
      const stream = () => Object.assign(new Writable({ write }), { isTTY })
      return { all, terminal: terminalOf({ stdin: new PassThrough(), stdout: stream(), stderr: stream(), env: {} }) }
    }
    const { all, terminal } = opened(true)
    terminal.progress!('1 of 2')
    terminal.progress!('2 of 2')
    terminal.note('a note')
    terminal.progress!('3 of 3')
    await terminal.out('data\n')
    await terminal.out('more\n')
    const gone = '\r\u001b[K'
    expect(all).toEqual(['1 of 2', gone, '2 of 2', gone, 'a note\n', '3 of 3', gone, 'data\n', 'more\n'])
    expect(opened(false).terminal.progress).toBeNull()
  })
})
