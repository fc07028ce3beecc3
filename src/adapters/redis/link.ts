import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { type WorldCode, WorldError } from '../../app/world-error.ts'
import { certificateFault } from '../certificate-fault.ts'
import { networkErrorOf, type RedisClient, redisClient, runOf } from './client.ts'
import type { RedisTarget } from './client-options.ts'
import { codeOf, HINDRANCES, type Hindrance, hindranceOf } from './hindrance.ts'

/** A call that waits. */
export interface Waiting {
  /** What it is about: `save of shard 3`. */
  readonly call: string
  readonly hindrance: Hindrance
  /** What Redis, or the network, said. */
  readonly message: string
  /** Since when it waits, in ms since the epoch. */
  readonly sinceMs: number
}

/** Told of what passes by itself. Only watches. */
export interface RedisObserver {
  /** At each attempt that failed. */
  waiting(waiting: Waiting): void
  /** The call that had waited is answered, be it with a refusal. */
  resumed(waiting: Waiting): void
  /** Another server answers than before, or the same after a restart: what was stored last may be lost. */
  serverChanged(from: string, to: string): void
}

/** Redis refuses a call, and asking again will not help. */
export class RedisError extends WorldError {
  /** With which its reply begins: `NOPERM`; empty if it was no reply. */
  readonly reply: string

  constructor(call: string, cause: unknown) {
    const [code, hint] = REFUSALS[codeOf(cause)] ?? refusalByCertificate(cause) ?? (['refused', null] as const)
    super(code, `redis: ${call}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause, hint })
    this.reply = codeOf(cause)
  }
}

type Refusal = readonly [code: WorldCode, hint: string | null]

const WHO = 'check `redis.username` and `redis.password`, as the server has them (ACL GETUSER)'
const REFUSALS: Readonly<Record<string, Refusal>> = {
  NOPERM: ['not_allowed', 'docs/operating.md has the ACL of the user that sequor needs'],
  NOAUTH: ['not_known', WHO],
  WRONGPASS: ['not_known', WHO],
}

function refusalByCertificate(cause: unknown): Refusal | null {
  switch (certificateFault((cause as NodeJS.ErrnoException).code)) {
    case 'theirs':
      return [
        'not_trusted',
        'set `redis.tls.ca` to the certificates that signed it; `redis.tls.serverName` if it is made out to another name',
      ]
    case 'ours':
      return ['not_known', 'set `redis.tls.cert` and `redis.tls.key` to a certificate that the server trusts']
    case null:
      return null
  }
}

const LEAST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1_000

function pauseMs(attempt: number): number {
  return Math.min(LEAST_PAUSE_MS * 2 ** Math.min(attempt, 10), LONGEST_PAUSE_MS)
}

/**
 * A connection that does not give up: while Redis is away, loads, is full or busy, calls wait and are asked again. So a call
 * may be done twice, or done and not told: it must be one that may.
 */
export class RedisLink {
  /** How often calls were kept waiting, by what. */
  readonly hindrances: Record<Hindrance, number>
  readonly #client: RedisClient
  readonly #observer: RedisObserver
  readonly #signal: AbortSignal
  #connectionError: Error | null = null
  #run = ''

  /** Connects by itself. `signal` ends all that waits, and the link with it. */
  constructor(target: RedisTarget, observer: RedisObserver, signal: AbortSignal) {
    this.#observer = observer
    this.#signal = signal
    this.hindrances = Object.fromEntries(HINDRANCES.map(name => [name, 0])) as Record<Hindrance, number>
    this.#client = redisClient(target, pauseMs)
    this.#client.on('error', (error: Error) => {
      this.#connectionError = networkErrorOf(error)
    })
    this.#client.on('ready', () => {
      this.#connectionError = null
      void this.#lookWho()
    })
    signal.addEventListener('abort', () => this.#client.disconnect(), { once: true })
  }

  /**
   * Asks until Redis answers.
   *
   * @param call what it is about, for people
   * @throws RedisError if Redis refuses for good; the reason of the signal if that was aborted
   */
  async ask<T>(call: string, ask: (client: RedisClient) => Promise<T>): Promise<T> {
    let waiting = null as Waiting | null
    for (let attempt = 0; ; attempt++) {
      this.#signal.throwIfAborted()
      try {
        if (this.#client.status !== 'ready') await this.#connected()
        const answer = await ask(this.#client)
        this.#tellAnswered(waiting)
        return answer
      } catch (error) {
        this.#signal.throwIfAborted()
        const reason = this.#reasonOf(error)
        const hindrance = hindranceOf(reason)
        if (hindrance === null) {
          this.#tellAnswered(waiting)
          throw new RedisError(call, reason)
        }
        waiting = {
          call,
          hindrance,
          message: this.#messageOf(error, hindrance),
          sinceMs: waiting?.sinceMs ?? Date.now(),
        }
        this.hindrances[hindrance]++
        this.#observer.waiting(waiting)
        // Behind the same name another server may be the master by now.
        if (hindrance === 'read_only') this.#client.disconnect(true)
        await wait(pauseMs(attempt), undefined, { signal: this.#signal }).catch(() => {})
      }
    }
  }

  #tellAnswered(waiting: Waiting | null): void {
    if (waiting !== null) this.#observer.resumed(waiting)
  }

  /** Waits for the connection that is being made; fails with what went wrong. */
  async #connected(): Promise<void> {
    if (this.#client.status === 'end') this.#client.connect().catch(() => {})
    const settled = new AbortController()
    const { signal } = settled
    try {
      await Promise.race(['ready', 'close', 'end'].map(name => once(this.#client, name, { signal })))
    } finally {
      settled.abort()
    }
    if (this.#client.status !== 'ready') throw this.#connectionError ?? new Error('the connection was closed')
  }

  /** Of a call whose connection was lost: why there is none. */
  #reasonOf(error: unknown): unknown {
    return hindranceOf(error) === 'unreachable' ? (this.#connectionError ?? error) : error
  }

  /** What the network said, not what the client made of it. */
  #messageOf(error: unknown, hindrance: Hindrance): string {
    if (hindrance === 'unreachable') return this.#connectionError?.message ?? 'the connection was lost'
    return (error as Error).message
  }

  async #lookWho(): Promise<void> {
    try {
      const run = await runOf(this.#client)
      if (run === null) return
      if (this.#run !== '' && run !== this.#run) this.#observer.serverChanged(this.#run, run)
      this.#run = run
    } catch {
      // Whoever asks for something next hears of it.
    }
  }
}
