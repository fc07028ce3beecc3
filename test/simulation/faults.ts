import type { Chance } from '../support/seeded-random.ts'

/** The requests of a process, by what they are for. `send`, `offsets`, `commit`: of a transaction. `position`: of a group. */
export const IO_KINDS = [
  ...['append', 'init', 'send', 'offsets', 'commit', 'abort', 'claim', 'save', 'rewind', 'letter'],
  ...['fetch', 'heartbeat', 'join', 'position', 'lookup', 'control'],
] as const
export type IoKind =
  | ('append' | 'init' | 'send' | 'offsets' | 'commit' | 'abort' | 'claim' | 'save' | 'rewind' | 'letter')
  | ('fetch' | 'heartbeat' | 'join' | 'position' | 'lookup' | 'control')

/**
 * What can befall one request.
 *
 * `lost` and `unanswered` fail, not done and done; `late` fails and is done much later; `lie` is answered and not done;
 * `unconfirmed` is not done, and answered without a word about it; `damaged` is done so that nobody can read it.
 */
export type IoFault =
  | ('lost' | 'unanswered' | 'late' | 'slow' | 'twice' | 'killed before' | 'killed after')
  | ('lie' | 'unconfirmed' | 'damaged')

/** One thing that goes wrong, from `atMs` after the beginning on: at once, or with the next request of a kind. */
export type Fault = { readonly atMs: number } & (
  | { readonly kind: 'request'; readonly io: IoKind; readonly fault: IoFault }
  | { readonly kind: 'kill' | 'restart'; readonly process: number }
  | { readonly kind: 'pause'; readonly process: number; readonly forMs: number }
  | { readonly kind: 'rebalance'; readonly group: 'tag' | 'correlate' }
  | { readonly kind: 'store emptied' }
  | { readonly kind: 'store goes back'; readonly writes: number }
  | { readonly kind: 'position expires'; readonly shard: number }
  | { readonly kind: 'partition lags'; readonly partition: number; readonly forMs: number }
  | { readonly kind: 'partition added' }
  | { readonly kind: 'lines deleted'; readonly partition: number; readonly keep: number }
)

/** What may go wrong in a world. What it does to the outcome decides how it is judged. */
export interface Dangers {
  /** Faults of processes and requests, of which none loses anything. */
  readonly crashes: boolean
  /** Records that were confirmed are not there, or cannot be read. */
  readonly lies: boolean
  /** The store loses its newest writes, or all. */
  readonly storeLoses: boolean
  /** Kafka forgets what was published. Not together with a store that loses, as one of the two must know. */
  readonly positionsExpire: boolean
  /** Lines are deleted before they are read. Not together with lies: what a shard lacks is read again. */
  readonly retention: boolean
  readonly newPartition: boolean
  /** Processes have different rules. */
  readonly rollingRules: boolean
  /** Lines that cannot be read, or on which the tagger fails. */
  readonly poison: boolean
}

export function dangersOf(chance: Chance): Dangers {
  const lies = chance.happens(0.3)
  const storeLoses = chance.happens(0.4)
  return {
    crashes: chance.happens(0.9),
    lies,
    storeLoses,
    positionsExpire: !storeLoses && chance.happens(0.3),
    retention: !lies && chance.happens(0.15),
    newPartition: chance.happens(0.25),
    rollingRules: chance.happens(0.25),
    poison: chance.happens(0.2),
  }
}

/** Requests that change something may be done and not answered. */
const WRITES = ['append', 'append', 'init', 'send', 'offsets', 'commit', 'commit', 'claim', 'save', 'rewind'] as const
const OTHERS = ['letter', 'position', 'fetch', 'heartbeat', 'join', 'lookup', 'control'] as const
const FAILURES = ['lost', 'unanswered', 'late', 'slow', 'killed before', 'killed after'] as const

export interface FaultSpan {
  readonly forMs: number
  readonly processes: number
  readonly partitions: number
  readonly shards: number
}

export function faultsOf(chance: Chance, dangers: Dangers, span: FaultSpan): readonly Fault[] {
  const draws: ((atMs: number) => Fault)[] = []
  if (dangers.crashes) draws.push(...crashDraws(chance, span))
  if (dangers.lies) {
    const fault = () => chance.pick(['lie', 'lie', 'damaged'] as const)
    draws.push(atMs => ({ atMs, kind: 'request', io: 'append', fault: fault() }))
  }
  if (dangers.storeLoses)
    draws.push(atMs =>
      chance.happens(0.4)
        ? { atMs, kind: 'store emptied' }
        : { atMs, kind: 'store goes back', writes: chance.between(1, 12) },
    )
  if (dangers.positionsExpire)
    draws.push(atMs => ({ atMs, kind: 'position expires', shard: chance.between(0, span.shards - 1) }))
  if (dangers.retention) {
    const place = () => ({ partition: chance.between(0, span.partitions - 1), keep: chance.between(0, 3) })
    draws.push(atMs => ({ atMs, kind: 'lines deleted', ...place() }))
  }
  const many = draws.length === 0 ? 0 : chance.between(0, chance.pick([3, 10, 25]))
  const faults = Array.from({ length: many }, () => chance.pick(draws)(chance.between(0, span.forMs)))
  if (dangers.newPartition) faults.push({ atMs: chance.between(0, span.forMs), kind: 'partition added' })
  return faults.sort((one, other) => one.atMs - other.atMs)
}

function crashDraws(chance: Chance, { processes, partitions }: FaultSpan): ((atMs: number) => Fault)[] {
  const process = () => chance.between(0, processes - 1)
  const request = (atMs: number): Fault =>
    chance.happens(0.7)
      ? { atMs, kind: 'request', io: chance.pick(WRITES), fault: chance.pick(FAILURES) }
      : { atMs, kind: 'request', io: chance.pick(OTHERS), fault: chance.pick(FAILURES) }
  return [
    ...[request, request, request, request],
    atMs => {
      const fault = chance.pick(['twice', 'unconfirmed'] as const)
      return { atMs, kind: 'request', io: 'append', fault }
    },
    atMs => ({ atMs, kind: 'request', io: 'save', fault: 'twice' }),
    atMs => ({ atMs, kind: chance.pick(['kill', 'restart'] as const), process: process() }),
    atMs => ({ atMs, kind: 'pause', process: process(), forMs: chance.between(50, 2_500) }),
    atMs => ({ atMs, kind: 'rebalance', group: chance.pick(['tag', 'correlate'] as const) }),
    atMs => ({
      ...{ atMs, kind: 'partition lags' },
      ...{ partition: chance.between(0, partitions - 1), forMs: chance.between(200, 2_500) },
    }),
  ]
}

/** Gives requests the faults whose time has come, each to the first that it fits. */
export class RequestFaults {
  readonly #waiting: { readonly atMs: number; readonly io: IoKind; readonly fault: IoFault }[]

  constructor(faults: readonly Fault[]) {
    this.#waiting = faults.filter(fault => fault.kind === 'request')
  }

  take(io: IoKind, nowMs: number): IoFault | null {
    const index = this.#waiting.findIndex(waiting => waiting.io === io && waiting.atMs <= nowMs)
    return index < 0 ? null : this.#waiting.splice(index, 1)[0]!.fault
  }
}
