import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Incident } from '../../../src/core/incident.ts'
import { deliverRevision } from '../../../src/deliver/deliver-revision.ts'
import { TargetError } from '../../../src/deliver/ticket-target.ts'
import { textOf } from '../../support/repository.ts'
import { MemoryTarget, type Mishap } from './memory-target.ts'

const life = JSON.parse(textOf('test/fixtures/incidents/missed-updated-escalated-reopened.json')) as readonly Incident[]
const [met] = JSON.parse(textOf('test/fixtures/incidents/met.json')) as [Incident]
const { signal } = new AbortController()

describe('the ticket of an incident', () => {
  it('is one, at the last revision, each told once and in order, whichever calls are cut or lost and whatever is repeated', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<Mishap>('none', 'none', 'lost', 'cut'), { maxLength: 60 }),
        fc.array(fc.nat({ max: life.length - 1 }), { maxLength: 4 }),
        async (mishaps, crashes) => {
          const target = new MemoryTarget(mishaps)
          const deliverAll = async (until: number) => {
            for (const incident of life.slice(0, until)) await insisted(target, incident)
          }
          // A process that dies begins again at its last commit, here the beginning.
          for (const crash of crashes) await deliverAll(crash)
          await deliverAll(life.length)
          expect(target.tickets).toHaveLength(1)
          const [ticket] = target.tickets
          expect([ticket!.revision, ticket!.state]).toEqual([life.length, 'open'])
          expect(ticket!.comments).toEqual(life.slice(1).map(({ id, revision }) => `${id}:${revision}`))
        },
      ),
    ))

  it('is closed by `resolved`, and opened again by `reopened` only', async () => {
    const target = new MemoryTarget()
    const states: string[] = []
    for (const incident of life) {
      await deliverRevision(target, incident, signal)
      states.push(target.tickets[0]!.state)
    }
    expect(states).toEqual(['open', 'open', 'open', 'open', 'closed', 'open'])
  })

  it('stays closed where a person has closed it, and is told the news', async () => {
    const target = new MemoryTarget()
    await deliverRevision(target, life[0]!, signal)
    target.edit('0', { state: 'closed' })
    await deliverRevision(target, life[1]!, signal)
    expect(target.tickets).toHaveLength(1)
    expect(target.tickets[0]).toMatchObject({ state: 'closed', revision: 2, comments: [`${life[1]!.id}:2`] })
  })

  it.each([
    ['what was never open', met],
    ['what is over before anybody made a ticket of it', life[4]!],
    ['a replay', { ...life[0]!, replay: true }],
  ])('is not made of %s', async (_, incident) => {
    const target = new MemoryTarget()
    expect(await deliverRevision(target, incident, signal)).toBe('nothing')
    expect(target.tickets).toEqual([])
  })

  it('is looked at anew where somebody else changes it at the same moment', async () => {
    const target = new MemoryTarget()
    await deliverRevision(target, life[0]!, signal)
    const change = target.change.bind(target)
    target.change = async () => {
      target.change = change
      throw new TargetError('changed', 'status 412')
    }
    await deliverRevision(target, life[1]!, signal)
    expect(target.tickets[0]).toMatchObject({ revision: 2, comments: [`${life[1]!.id}:2`] })
  })

  it('is refused where it does not keep what it is given', async () => {
    const target = new MemoryTarget()
    await deliverRevision(target, life[0]!, signal)
    target.change = async () => {}
    await expect(deliverRevision(target, life[1]!, signal)).rejects.toMatchObject({ failure: 'refused' })
    expect(target.tickets[0]!.comments).toHaveLength(1)
  })
})

async function insisted(target: MemoryTarget, incident: Incident): Promise<void> {
  for (;;) {
    try {
      await deliverRevision(target, incident, signal)
      return
    } catch (error) {
      if (!(error instanceof TargetError) || error.failure !== 'later') throw error
    }
  }
}
