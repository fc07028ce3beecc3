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
  const draws: Draw[] = []
  if (dangers.crashes) draws.push(...crashDraws(chance, span))
  if (dangers.lies) {
    const fault = () => chance.pick(['lie', 'lie', 'damaged'] as const)
    draws.push(atMs => [{ atMs, kind: 'request', io: 'append', fault: fault() }])
  }
  if (dangers.storeLoses)
    draws.push(atMs => [
      chance.happens(0.4)
        ? { atMs, kind: 'store emptied' }
        : { atMs, kind: 'store goes back', writes: chance.between(1, 12) },
    ])
  if (dangers.positionsExpire)
    draws.push(atMs => [{ atMs, kind: 'position expires', shard: chance.between(0, span.shards - 1) }])
  if (dangers.retention) {
    const place = () => ({ partition: chance.between(0, span.partitions - 1), keep: chance.between(0, 3) })
    draws.push(atMs => [{ atMs, kind: 'lines deleted', ...place() }])
  }
  const many = draws.length === 0 ? 0 : chance.between(0, chance.pick([3, 10, 25]))
  const faults = Array.from({ length: many }, () => chance.pick(draws)(chance.between(0, span.forMs))).flat()
  if (dangers.newPartition) faults.push(...additionOf(chance, span))
  return faults.sort((one, other) => one.atMs - other.atMs)
}

/** Gives what goes wrong together from a moment on. */
type Draw = (atMs: number) => readonly Fault[]

/** A partition more, of which lines are read late, while a process stands still that does not know it. */
function additionOf(chance: Chance, { forMs, partitions, processes }: FaultSpan): readonly Fault[] {
  const atMs = chance.between(0, forMs)
  const faults: Fault[] = [{ atMs, kind: 'partition added' }]
  if (chance.happens(0.5))
    faults.push({ atMs, kind: 'partition lags', partition: partitions, forMs: chance.between(200, 2_500) })
  const process = chance.between(0, processes - 1)
  if (chance.happens(0.5))
    faults.push({ atMs: Math.max(0, atMs - 50), kind: 'pause', process, forMs: chance.between(300, 1_500) })
  return faults
}

function crashDraws(chance: Chance, { processes, partitions }: FaultSpan): Draw[] {
  const process = () => chance.between(0, processes - 1)
  const request: Draw = atMs => {
    const io = chance.happens(0.7) ? chance.pick(WRITES) : chance.pick(OTHERS)
    return [{ atMs, kind: 'request', io, fault: chance.pick(FAILURES) }]
  }
  return [
    ...[request, request, request, request],
    atMs => [{ atMs, kind: 'request', io: 'append', fault: chance.pick(['twice', 'unconfirmed'] as const) }],
    atMs => [{ atMs, kind: 'request', io: 'save', fault: 'twice' }],
    atMs => [{ atMs, kind: chance.pick(['kill', 'restart'] as const), process: process() }],
    atMs => [{ atMs, kind: 'pause', process: process(), forMs: chance.between(50, 2_500) }],
    atMs => [{ atMs, kind: 'rebalance', group: chance.pick(['tag', 'correlate'] as const) }],
    atMs => {
      const partition = chance.between(0, partitions - 1)
      return [{ atMs, kind: 'partition lags', partition, forMs: chance.between(200, 2_500) }]
    },
    // An owner in doubt takes long to take over again, and meanwhile another has the shard.
    atMs => [
      { atMs, kind: 'request', io: chance.pick(['send', 'commit'] as const), fault: 'lost' },
      { atMs: atMs + 1, kind: 'request', io: 'init', fault: 'slow' },
      { atMs: atMs + 20, kind: 'rebalance', group: 'correlate' },
    ],
    // A shard changes hands while its old owner publishes, and the new one takes long to take over.
    atMs => [
      { atMs, kind: 'request', io: chance.pick(['send', 'offsets', 'commit'] as const), fault: 'slow' },
      { atMs: atMs + 20, kind: 'rebalance', group: 'correlate' },
      { atMs: atMs + 100, kind: 'request', io: 'init', fault: 'slow' },
    ],
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
