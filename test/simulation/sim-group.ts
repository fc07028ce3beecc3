import type { Chance } from '../support/seeded-random.ts'
import { BrokerError, type Cluster, positionName } from './cluster.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What a member is given: partitions by topic, as of a generation of the group. */
export interface Membership {
  readonly generation: number
  readonly assignment: Readonly<Record<string, readonly number[]>>
}

interface Member {
  heardMs: number
  /** Told once the group is dealt; null while it has not asked to be. */
  joining: ((membership: Membership) => void) | null
}

export const SESSION_MS = 600
const REBALANCE_MS = 500
const LOOK_MS = 50

/** The coordinator of a group: deals partitions to members, and puts out those of whom it hears nothing. */
export class SimGroup {
  readonly name: string
  readonly #topic: string
  readonly #time: VirtualTime
  readonly #chance: Chance
  readonly #cluster: Cluster
  readonly #members = new Map<string, Member>()
  #generation = 0
  #isDealing = false
  #dealByMs = 0
  #partitions = 0

  constructor(name: string, topic: string, world: { time: VirtualTime; chance: Chance; cluster: Cluster }) {
    this.name = name
    this.#topic = topic
    this.#time = world.time
    this.#chance = world.chance
    this.#cluster = world.cluster
    this.#look()
  }

  /** Deals anew as soon as all members have asked to be dealt to. */
  rebalance(): void {
    if (this.#isDealing) return
    this.#isDealing = true
    this.#dealByMs = this.#time.nowMs + REBALANCE_MS
  }

  join(member: string, joined: (membership: Membership) => void): void {
    this.#members.set(member, { heardMs: this.#time.nowMs, joining: joined })
    this.rebalance()
    this.#dealIfComplete()
  }

  leave(member: string): void {
    if (this.#members.delete(member)) this.rebalance()
  }

  /** @throws BrokerError if it is no member, or the group is being dealt. */
  heartbeat(member: string, generation: number): void {
    const known = this.#members.get(member)
    if (known === undefined) throw new BrokerError('UNKNOWN_MEMBER_ID')
    known.heardMs = this.#time.nowMs
    if (this.#isDealing || generation !== this.#generation) throw new BrokerError('REBALANCE_IN_PROGRESS')
  }

  /** @throws BrokerError where another generation has been dealt. */
  commit(member: string, generation: number, partition: number, offset: number): void {
    if (!this.#members.has(member)) throw new BrokerError('UNKNOWN_MEMBER_ID')
    if (generation !== this.#generation) throw new BrokerError('ILLEGAL_GENERATION')
    this.#cluster.positions.set(positionName(this.name, this.#topic, partition), offset)
  }

  #look(): void {
    const nowMs = this.#time.nowMs
    for (const [name, { heardMs, joining }] of this.#members) {
      const isGone = joining === null && heardMs < nowMs - SESSION_MS
      const isMissing = this.#isDealing && joining === null && nowMs >= this.#dealByMs
      if (isGone || isMissing) this.leave(name)
    }
    // The leader of the group looks for partitions now and then.
    if (this.#partitions !== this.#cluster.logs(this.#topic).length && this.#chance.happens(0.1)) this.rebalance()
    this.#dealIfComplete()
    this.#time.after(LOOK_MS, () => this.#look())
  }

  #dealIfComplete(): void {
    const members = [...this.#members.values()]
    if (!this.#isDealing || members.length === 0 || members.some(({ joining }) => joining === null)) return
    this.#isDealing = false
    this.#generation++
    this.#partitions = this.#cluster.logs(this.#topic).length
    const dealt = members.map(() => [] as number[])
    const first = this.#chance.between(0, members.length - 1)
    for (let partition = 0; partition < this.#partitions; partition++)
      dealt[(first + partition) % members.length]!.push(partition)
    for (const [index, member] of members.entries()) {
      const { joining } = member
      member.joining = null
      member.heardMs = this.#time.nowMs
      joining!({ generation: this.#generation, assignment: { [this.#topic]: dealt[index]! } })
    }
  }
}
