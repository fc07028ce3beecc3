import type { Clock } from './service-ports.ts'

/** The loops of `run`. */
export const LOOPS = ['tag', 'correlate'] as const
/** That of `deliver` runs in a process of its own. */
export type Loop = (typeof LOOPS)[number] | 'deliver'

/** What is waited for while it is away. */
export const DEPENDENCIES = ['kafka', 'redis'] as const
export type Dependency = (typeof DEPENDENCIES)[number]

/** What a process does and needs for it. */
export interface Duties {
  readonly name: 'service' | 'process'
  /** What it does before it does its work, in words. */
  readonly beginning: string
  readonly loops: readonly Loop[]
  readonly dependencies: readonly Dependency[]
}

const SERVICE: Duties = {
  name: 'service',
  beginning: 'is still agreeing with others',
  loops: LOOPS,
  dependencies: DEPENDENCIES,
}

/** Those of a process that makes tickets. */
export const DELIVERY: Duties = {
  name: 'process',
  beginning: 'is still reaching Kafka and the ticketing system',
  loops: ['deliver'],
  dependencies: ['kafka'],
}

/** One thing that was looked at, in words for a person. */
export interface Check {
  readonly name: string
  readonly isOk: boolean
  /** What is wrong, or worth knowing; empty if it is neither. */
  readonly reason: string
}

/** How far a loop is in a partition that it reads: `next` is the offset that it takes next, `end` follows the last. */
export interface Place {
  readonly loop: Loop
  /** `syslog/3` */
  readonly partition: string
  readonly next: number
  readonly end: number
}

export interface HealthBounds {
  /** A loop that has not polled for longer is dead, in ms. */
  readonly tickMs: number
  /** So is one that stands for longer where records are left to read, in ms. */
  readonly moveMs: number
  /** And so much longer for each other partition that is behind, and may have its turn first, in ms. */
  readonly turnMs: number
  /** What is not answered for so long is waited for, in ms. */
  readonly waitMs: number
  /** An attempt that takes longer, while the same dependency answers others, hangs, and excuses nothing. In ms. */
  readonly attemptMs: number
}

const BOUNDS: HealthBounds = {
  ...{ tickMs: 30_000, moveMs: 120_000, turnMs: 5_000 },
  ...{ waitMs: 5_000, attemptMs: 600_000 },
}

interface Wait {
  readonly dependency: Dependency
  readonly call: string
  readonly sinceMs: number
  attemptMs: number
}

/** Since when a partition that is behind stands where it is. */
interface Stand extends Place {
  readonly isBehind: boolean
  readonly sinceMs: number
}

/**
 * Says whether this process lives, and whether it does its work.
 *
 * It lives while its loops poll and, where records are left to read, move. Whoever waits for Kafka or Redis lives: to start
 * it anew would mend nothing. When what was away is back, all bounds count anew.
 */
export class Health {
  readonly #clock: Pick<Clock, 'nowMs'>
  readonly #bounds: HealthBounds
  readonly #duties: Duties
  readonly #tickedMs = new Map<Loop, number>()
  readonly #members = new Set<Loop>()
  readonly #waits = new Map<string, Wait>()
  readonly #answeredMs = new Map<Dependency, number>()
  /** Until when something was waited for. */
  #waitedMs = Number.NEGATIVE_INFINITY
  #places: () => readonly Place[] = () => []
  /** As it was when health was last asked, by loop and partition. */
  #stands = new Map<string, Stand>()
  #stage: 'starting' | 'agreed' | 'stopping' = 'starting'
  #rulesNote = ''

  /** The clock is one that never jumps. */
  constructor(clock: Pick<Clock, 'nowMs'>, bounds: Partial<HealthBounds> = {}, duties = SERVICE) {
    this.#duties = duties
    this.#clock = clock
    this.#bounds = { ...BOUNDS, ...bounds }
  }

  /** Its poll was answered, with records or without, or its group has heard of it: it is a member. */
  ticked(loop: Loop): void {
    this.#tickedMs.set(loop, this.#clock.nowMs())
    this.#members.add(loop)
    this.answered('kafka', groupOf(loop))
  }

  /** It is no member of its group, and about to become one. To be told again at each attempt. */
  joining(loop: Loop): void {
    this.#tickedMs.set(loop, this.#clock.nowMs())
    this.#members.delete(loop)
    this.asking('kafka', groupOf(loop))
  }

  /** An attempt begins. Until one is answered, `call` is waited for. */
  asking(dependency: Dependency, call: string): void {
    const nowMs = this.#clock.nowMs()
    const name = `${dependency} ${call}`
    const known = this.#waits.get(name)
    if (known === undefined) this.#waits.set(name, { dependency, call, sinceMs: nowMs, attemptMs: nowMs })
    else known.attemptMs = nowMs
  }

  answered(dependency: Dependency, call: string): void {
    this.#answeredMs.set(dependency, this.#clock.nowMs())
    this.over(dependency, call)
  }

  /** Nobody waits for it any more, answered or not. */
  over(dependency: Dependency, call: string): void {
    const name = `${dependency} ${call}`
    const known = this.#waits.get(name)
    this.#waits.delete(name)
    const nowMs = this.#clock.nowMs()
    if (known !== undefined && nowMs - known.sinceMs >= this.#bounds.waitMs) this.#waitedMs = nowMs
  }

  /** All processes have agreed; from now on `places` tells how far the loops are. */
  agreed(places: () => readonly Place[]): void {
    this.#stage = 'agreed'
    this.#places = places
  }

  /** Worth knowing of the rules, though they are in use: empty for nothing. */
  noteOfRules(note: string): void {
    this.#rulesNote = note
  }

  stopping(): void {
    this.#stage = 'stopping'
  }

  /** Whether each loop lives. If one does not, only a new start helps. */
  alive(): readonly Check[] {
    const nowMs = this.#clock.nowMs()
    this.#look(nowMs)
    return this.#duties.loops.map(loop => checkOf(loop, this.#deathOf(loop, nowMs), this.#noteOf(loop, nowMs)))
  }

  /** Whether it does its work: it has joined both groups, and nothing is away. */
  ready(): readonly Check[] {
    const nowMs = this.#clock.nowMs()
    const { name, beginning, loops, dependencies } = this.#duties
    return [
      checkOf(name, { starting: beginning, agreed: null, stopping: 'is stopping' }[this.#stage]),
      ...loops.map(loop => checkOf(loop, this.#members.has(loop) ? null : 'is no member of its group')),
      ...dependencies.map(name => checkOf(name, this.#waitFor([name], nowMs))),
      ...(name === 'service' ? [checkOf('rules', null, this.#rulesNote)] : []),
    ]
  }

  #look(nowMs: number): void {
    const before = this.#stands
    this.#stands = new Map()
    for (const place of this.#places()) {
      const name = `${place.loop} ${place.partition}`
      const known = before.get(name)
      const sinceMs = known?.next === place.next && known.isBehind ? known.sinceMs : nowMs
      this.#stands.set(name, { ...place, isBehind: place.next < place.end, sinceMs })
    }
  }

  #deathOf(loop: Loop, nowMs: number): string | null {
    const tickedMs = this.#tickedMs.get(loop)
    if (tickedMs === undefined || this.#waitFor(DEPENDENCIES, nowMs) !== null) return null
    const { tickMs } = this.#bounds
    const quietMs = nowMs - Math.max(tickedMs, this.#waitedMs)
    if (quietMs > tickMs) return `has not polled for ${seconds(quietMs)}, at most ${seconds(tickMs)} are right`
    return this.#standstillOf(loop, nowMs)
  }

  #standstillOf(loop: Loop, nowMs: number): string | null {
    const behind = [...this.#stands.values()].filter(stand => stand.loop === loop && stand.isBehind)
    const { moveMs, turnMs } = this.#bounds
    const boundMs = moveMs + turnMs * (behind.length - 1)
    for (const { partition, next, sinceMs } of behind) {
      const stoodMs = nowMs - Math.max(sinceMs, this.#waitedMs)
      if (stoodMs > boundMs) return `${partition} stands at offset ${next} for ${seconds(stoodMs)}, with more to read`
    }
    return null
  }

  #noteOf(loop: Loop, nowMs: number): string {
    if (!this.#tickedMs.has(loop)) return 'is not started yet'
    return this.#waitFor(DEPENDENCIES, nowMs) ?? ''
  }

  /** What of these is waited for longest, in words, or null. */
  #waitFor(dependencies: readonly Dependency[], nowMs: number): string | null {
    const [longest] = [...this.#waits.values()]
      .filter(wait => dependencies.includes(wait.dependency) && this.#isWait(wait, nowMs))
      .sort((a, b) => a.sinceMs - b.sinceMs)
    if (longest === undefined) return null
    return `waits for ${longest.dependency} (${longest.call}) for ${seconds(nowMs - longest.sinceMs)}`
  }

  #isWait({ dependency, sinceMs, attemptMs }: Wait, nowMs: number): boolean {
    const bounds = this.#bounds
    if (nowMs - sinceMs < bounds.waitMs) return false
    const answersOthers = nowMs - (this.#answeredMs.get(dependency) ?? Number.NEGATIVE_INFINITY) <= bounds.tickMs
    return nowMs - attemptMs <= bounds.attemptMs || !answersOthers
  }
}

function checkOf(name: string, failure: string | null, note = ''): Check {
  return { name, isOk: failure === null, reason: failure ?? note }
}

function groupOf(loop: Loop): string {
  return `the group of ${loop}`
}

function seconds(ms: number): string {
  return `${Math.floor(ms / 1_000)} s`
}
