import type { Clock } from '../../src/app/service-ports.ts'
import type { Chance } from '../support/seeded-random.ts'
import type { IoFault, IoKind } from './faults.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What processes stand in. */
export interface Surroundings {
  readonly time: VirtualTime
  readonly chance: Chance
  /** The fault that the next request of this kind meets. */
  readonly faultOf: (kind: IoKind) => IoFault | null
  readonly tell: (text: () => string) => void
}

/** What a request does where it arrives. `lie`: what is answered if nothing is done. */
export interface Request<T> {
  readonly effect: () => T
  readonly lie?: T
  /** What else its own faults do to it. */
  readonly faulty?: (fault: IoFault) => T
}

/** No answer came; whether it was done is not known. */
export class UnansweredError extends Error {}

const LEAST_SLOW_MS = 50
const MOST_SLOW_MS = 1_200
const GIVE_UP_MS = 60
/** No request is on its way for longer. */
export const LONGEST_FLIGHT_MS = 1_800

/**
 * A process of the service, as far as the world sees it: requests that it sends, and time that passes for it. A killed one is never
 * answered again, though what it has sent may still arrive; one that is paused goes on later as if nothing had been.
 */
export class SimProcess {
  readonly name: string
  readonly #world: Surroundings
  readonly #skewMs: number
  readonly #killed: () => void
  #isDead = false
  #pausedToMs = Number.NEGATIVE_INFINITY

  constructor(name: string, world: Surroundings, { skewMs, killed }: { skewMs: number; killed: () => void }) {
    this.name = name
    this.#world = world
    this.#skewMs = skewMs
    this.#killed = killed
  }

  get isDead(): boolean {
    return this.#isDead
  }

  get isPaused(): boolean {
    return this.#pausedToMs > this.#world.time.nowMs
  }

  readonly clock: Clock = {
    nowMs: () => this.#world.time.nowMs + this.#skewMs,
    wait: (ms, signal) =>
      new Promise(resolve => {
        if (signal.aborted) return resolve()
        const over = () => {
          signal.removeEventListener('abort', over)
          resolve()
        }
        signal.addEventListener('abort', over)
        this.#world.time.after(ms, () => this.deliver(over))
      }),
  }

  sleep(ms: number): Promise<void> {
    return new Promise(resolve => this.#world.time.after(ms, () => this.deliver(resolve)))
  }

  kill(): void {
    if (this.#isDead) return
    this.#isDead = true
    this.#world.tell(() => `${this.name} is killed`)
    this.#killed()
  }

  pause(forMs: number): void {
    if (this.#isDead) return
    this.#world.tell(() => `${this.name} stands still for ${forMs} ms`)
    this.#pausedToMs = this.#world.time.nowMs + forMs
  }

  /** Lets something happen to the process as soon as it can. */
  deliver(run: () => void): void {
    if (this.#isDead) return
    const leftMs = this.#pausedToMs - this.#world.time.nowMs
    if (leftMs > 0) this.#world.time.after(leftMs, () => this.deliver(run))
    else run()
  }

  /** Sends a request. What it does is done when it arrives, be the process alive by then or not. */
  ask<T>(kind: IoKind, what: string, request: Request<T>): Promise<T> {
    const { time, chance, faultOf, tell } = this.#world
    const fault = this.#isDead ? null : faultOf(kind)
    const slowMs = fault === 'slow' ? chance.between(LEAST_SLOW_MS, MOST_SLOW_MS) : 0
    const thereMs = chance.between(1, 6) + slowMs
    const backMs = chance.between(1, 6)
    const mark = fault === null ? '' : ` [${fault}]`
    return new Promise((resolve, reject) => {
      const answer = (outcome: () => void) => time.after(backMs, () => this.deliver(outcome))
      const fail = () => answer(() => reject(new UnansweredError(`${kind}: no answer`)))
      const arrive = (then: (value: T) => void) => {
        tell(() => `${this.name} ${kind} ${what}${mark}`)
        try {
          then(fault !== null && request.faulty !== undefined ? request.faulty(fault) : request.effect())
        } catch (error) {
          answer(() => reject(error))
        }
      }
      const met = () => {
        switch (fault) {
          case 'lost':
            tell(() => `${this.name} ${kind} ${what}${mark}`)
            return fail()
          case 'unanswered':
            return arrive(fail)
          case 'late':
            fail()
            return time.after(chance.between(GIVE_UP_MS, LONGEST_FLIGHT_MS), () => arrive(() => {}))
          case 'lie':
            tell(() => `${this.name} ${kind} ${what}${mark}`)
            return answer(() => resolve(request.lie as T))
          case 'killed before':
            return this.kill()
          case 'killed after':
            arrive(() => {})
            return this.kill()
          default:
            return arrive(value => answer(() => resolve(value)))
        }
      }
      time.after(thereMs, met)
    })
  }
}
