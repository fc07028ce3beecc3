import { describe, expect, it } from 'vitest'
import { RuleChanges } from '../../src/app/rule-changes.ts'

/** Rule files that hold a text, with looks that come when they are told to. `faulty…` is faulty, `away…` cannot be taken now. */
function watched(everyMs = 1_000) {
  let text = 'first'
  let looked = Promise.withResolvers<void>()
  const taken: string[] = []
  const told: (readonly string[])[] = []
  const over = new AbortController()
  const changes = new RuleChanges(
    {
      read: async () => {
        const found = text
        return {
          text: found,
          take: async () => {
            if (found.startsWith('away')) throw new Error(`${found} cannot be taken`)
            if (found.startsWith('faulty')) return [`${found}: error`]
            taken.push(found)
            return []
          },
        }
      },
      clock: { nowMs: () => 0, wait: () => looked.promise },
      told: faults => told.push(faults),
    },
    everyMs,
    text,
  )
  void changes.run(over.signal)
  const passed = () => new Promise(setImmediate)
  return {
    ...{ changes, taken, told },
    write: (now: string) => {
      text = now
    },
    look: async () => {
      looked.resolve()
      looked = Promise.withResolvers()
      await passed()
    },
    ask: async () => {
      changes.ask()
      await passed()
    },
  }
}

describe('rule files that change while the service runs', () => {
  it('are taken when two looks find the same, once', async () => {
    const { write, look, taken } = watched()
    write('second')
    await look()
    expect(taken).toEqual([])
    await look()
    await look()
    expect(taken).toEqual(['second'])
  })

  it('are not taken while each look finds something else', async () => {
    const { write, look, taken } = watched()
    for (const now of ['second', 'third', 'fourth', 'fifth']) {
      write(now)
      await look()
    }
    expect(taken).toEqual([])
  })

  it('that could not be taken for now and are taken back leave no fault behind', async () => {
    const { changes, write, look } = watched()
    write('away')
    await look()
    await look()
    expect(changes.status.fault).toBe('away cannot be taken')
    write('first')
    await look()
    await look()
    expect(changes.status.fault).toBeNull()
  })

  it('leave the rules of before if they are faulty, which is told once; taken back, all is well', async () => {
    const { write, look, taken, told, changes } = watched()
    write('faulty')
    for (let i = 0; i < 4; i++) await look()
    expect({ taken, told }).toEqual({ taken: [], told: [['faulty: error']] })
    expect(changes.status).toEqual({ taken: 0, refused: 1, fault: 'faulty: error' })
    write('first')
    for (let i = 0; i < 4; i++) await look()
    expect(taken).toEqual(['first'])
    expect(changes.status).toEqual({ taken: 1, refused: 1, fault: null })
  })

  it('are tried again at each look while the world does not let them be taken', async () => {
    const { write, look, told, changes } = watched()
    write('away')
    for (let i = 0; i < 3; i++) await look()
    expect(told).toEqual([['away cannot be taken'], ['away cannot be taken']])
    write('second')
    for (let i = 0; i < 2; i++) await look()
    expect(changes.status).toEqual({ taken: 1, refused: 2, fault: null })
  })

  it('are taken at once for who asks, also if they are the same', async () => {
    const { write, ask, taken } = watched()
    write('second')
    await ask()
    await ask()
    expect(taken).toEqual(['second', 'second'])
  })

  it('are not looked at by themselves with a period of 0', async () => {
    const { write, look, ask, taken } = watched(0)
    write('second')
    for (let i = 0; i < 3; i++) await look()
    expect(taken).toEqual([])
    await ask()
    expect(taken).toEqual(['second'])
  })
})
