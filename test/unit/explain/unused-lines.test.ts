import { describe, expect, it } from 'vitest'
import { type ExplainedWindow, newExplainedWindow } from '../../../src/core/explain/explained-window.ts'
import { keep } from '../../../src/core/explain/kept.ts'
import { unusedLines } from '../../../src/core/explain/unused-lines.ts'
import { lineOf } from '../../../src/core/line.ts'
import { DEFAULT_LAYOUT } from '../../../src/core/match.ts'
import { at, event } from '../syslog/parse.ts'

/** A line that is an event, so many seconds after the start. */
function lineAt(seconds: number, name: string) {
  const time = new Date(at('2024-07-09T13:15:00Z') + seconds * 1_000).toISOString()
  const line = lineOf(
    event({ time, arrival: Date.parse(time) }),
    { topic: 'a', partition: 0, offset: String(seconds) },
    DEFAULT_LAYOUT,
  )
  return { events: [name], line, lateMs: 0 }
}

/** A window that waits ten seconds for `b`. */
function waiting(key: readonly string[]): ExplainedWindow {
  const window = { ...newExplainedWindow(key, 0), awaited: ['b'], boundMs: 10_000 }
  keep(window.lines, lineAt(0, 'a'))
  return window
}

describe('lines that did nothing', () => {
  it('are meant for a window that awaits them, in time, of another key', () => {
    const unused = unusedLines(DEFAULT_LAYOUT.reorderMs)
    unused.add(['sw1', 'g2'], lineAt(-1, 'b'))
    unused.add(['sw1', 'g3'], lineAt(10, 'b'))
    unused.add(['sw1', 'g4'], lineAt(11, 'b'))
    unused.add(['sw1', 'g5'], lineAt(5, 'x'))
    unused.add(['sw1', 'g1'], lineAt(5, 'b'))
    expect(unused.meantFor(waiting(['sw1', 'g1']))).toMatchObject([{ key: ['sw1', 'g3'], elapsedMs: 10_000 }])
  })

  it('come first from the key that differs in the fewest fields, then from that which begins alike', () => {
    const unused = unusedLines(DEFAULT_LAYOUT.reorderMs)
    for (const key of [
      ['sw1', 'x'],
      ['sw2', 'x'],
      ['sw1', 'g1/1'],
      ['sw1', 'g1/12'],
    ])
      unused.add(key, lineAt(5, 'b'))
    expect(unused.meantFor(waiting(['sw1', 'g1/123'])).map(({ key }) => key)).toEqual([
      ['sw1', 'g1/12'],
      ['sw1', 'g1/1'],
      ['sw1', 'x'],
    ])
  })
})
