/** How a process is. */
export interface ProcessStatus {
  /** In ms since the epoch. */
  readonly startedMs: number
  readonly version: string
  readonly nodeVersion: string
  /** Used by objects of JavaScript, and by the whole process. */
  readonly heapBytes: number
  readonly residentBytes: number
  /** Null if nothing was measured since it was last asked for. */
  readonly loopDelayP99Ms: number | null
}

/** A moment at which metrics are read. */
export interface Now {
  /** In ms since the epoch. */
  readonly nowMs: number
  readonly process: ProcessStatus
}

export interface Reading {
  readonly value: number
  readonly attributes: Readonly<Record<string, string>>
}

/** A metric. Its attributes are partitions, shards and short lists: never hosts, keys or rules, of which there may be any number. */
export interface Instrument<Observed> {
  /** In the form of OpenTelemetry: `sequor.input.hold_back` */
  readonly name: string
  readonly kind: 'counter' | 'gauge'
  /** Of UCUM: `s`, `By`; in braces what is counted; empty for what has none. */
  readonly unit: string
  readonly description: string
  readonly attributes: readonly string[]
  readonly read: (observed: Observed) => readonly Reading[]
}

export type Meaning = Pick<Instrument<unknown>, 'name' | 'kind' | 'unit' | 'description'>
/** A value that is not known yet is null or infinite, and is not shown. */
export type Value = number | null

export const seconds = (ms: number) => ms / 1_000

/** What every process tells of itself. */
export const PROCESS_INSTRUMENTS: readonly Instrument<Now>[] = [
  ofProcess(gauge('process.start_time', 's', 'When the process began, since 1970.'), one => seconds(one.startedMs)),
  ofProcess(gauge('process.memory.usage', 'By', 'Memory of the whole process.'), one => one.residentBytes),
  ofProcess(gauge('v8js.memory.heap.used', 'By', 'Memory of the objects of JavaScript.'), one => one.heapBytes),
  ofProcess(
    gauge(
      'nodejs.eventloop.delay.p99',
      's',
      'How late 99 of 100 timers are at most, with the 10 ms that they are set to.',
    ),
    ({ loopDelayP99Ms }) => (loopDelayP99Ms === null ? null : seconds(loopDelayP99Ms)),
  ),
  {
    ...gauge('sequor.build.info', '', 'Always 1; its attributes are of interest.'),
    attributes: ['version', 'node'],
    read: ({ process: { version, nodeVersion } }) => [{ value: 1, attributes: { version, node: nodeVersion } }],
  },
]

export function counter(name: string, unit: string, description: string): Meaning {
  return { name, kind: 'counter', unit, description }
}

export function gauge(name: string, unit: string, description: string): Meaning {
  return { name, kind: 'gauge', unit, description }
}

function ofProcess(meaning: Meaning, value: (process: ProcessStatus) => Value): Instrument<Now> {
  return { ...meaning, attributes: [], read: ({ process }: Now) => reading(value(process), {}) }
}

export function byName(attribute: string, counts: Readonly<Record<string, number>>): readonly Reading[] {
  return Object.entries(counts).map(([name, value]) => ({ value, attributes: { [attribute]: name } }))
}

export function reading(value: Value, attributes: Readonly<Record<string, string>>): readonly Reading[] {
  return value === null || !Number.isFinite(value) ? [] : [{ value, attributes }]
}
