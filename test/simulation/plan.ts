import type { AgreedLayout, Start } from '../../src/app/agreement.ts'
import type { Chance } from '../support/seeded-random.ts'
import { type Dangers, dangersOf, type Fault, faultsOf } from './faults.ts'
import { POISON } from './sim-service.ts'

/** A line that a device sends `atMs` after the beginning. */
export interface PlannedLine {
  readonly atMs: number
  readonly partition: number
  readonly host: number
  readonly code: string
  /** What the device's clock says, from `atMs`; null for a line without a stamp. */
  readonly stampedMs: number | null
  /** How far the broker's clock jumps back for it, and how long its replicas take. */
  readonly jumpMs: number
  readonly visibleMs: number
  readonly poison: 'none' | 'damaged' | 'fails'
  /** Counts the lines of a device; a copy has the number of its original. */
  readonly sequence: number
}

/** All that a seed decides before anything runs. */
export interface Plan {
  readonly dangers: Dangers
  readonly faults: readonly Fault[]
  readonly lines: readonly PlannedLine[]
  readonly layout: AgreedLayout
  readonly start: Start
  readonly barrierMs: number
  readonly cursorEveryMs: number
  readonly mostBytes: number
  readonly processes: number
  readonly partitions: number
  readonly spanMs: number
  /** How far the clocks of brokers are off, by partition. */
  readonly brokerSkewsMs: readonly number[]
}

const MOST_PARTITIONS = 4

export function planOf(chance: Chance): Plan {
  const dangers = dangersOf(chance)
  const processes = chance.pick([1, 2, 2, 2, 3])
  const partitions = chance.between(1, MOST_PARTITIONS - 1)
  const spanMs = chance.between(500, 2_500)
  const layout: AgreedLayout = {
    shards: chance.between(1, 3),
    reorderMs: chance.pick([0, 60, 60]),
    disorderMs: chance.pick([0, 20, 60]),
    clockErrorMs: chance.pick([0, 20, 120]),
    beliefMs: chance.pick([86_400_000, 200]),
    aheadMs: chance.pick([0, 50]),
  }
  return {
    dangers,
    ...{ processes, partitions, spanMs, layout },
    start: { kind: chance.pick(['earliest', 'earliest', 'now'] as const) },
    barrierMs: chance.pick([60, 120, 250]),
    cursorEveryMs: chance.pick([100, 1_000]),
    mostBytes: chance.pick([1e6, 1e6, 4_000]),
    faults: faultsOf(chance, dangers, { forMs: spanMs + 500, processes, partitions, shards: layout.shards }),
    lines: linesOf(chance, { dangers, partitions, spanMs, layout }),
    brokerSkewsMs: Array.from({ length: MOST_PARTITIONS }, () => skewOf(chance, layout)),
  }
}

/** Half of how far two clocks may be apart. */
export function skewOf(chance: Chance, { clockErrorMs }: AgreedLayout): number {
  return chance.pick([-1, 1, chance.between(-5, 5) / 5]) * (clockErrorMs / 2)
}

function linesOf(
  chance: Chance,
  { dangers, partitions, spanMs, layout }: Pick<Plan, 'dangers' | 'partitions' | 'spanMs' | 'layout'>,
): readonly PlannedLine[] {
  const lines: PlannedLine[] = []
  const silent = chance.happens(0.3) ? chance.between(0, partitions - 1) : -1
  const isStamped = chance.happens(0.8)
  // Where all happens on a coarse grid, much happens at one instant, and on the bounds of rules.
  const gridMs = chance.pick([1, 1, 20, 100, 100])
  const instant = (least: number, most: number) =>
    gridMs * chance.between(Math.ceil(least / gridMs), Math.floor(most / gridMs))
  const hosts = chance.between(1, gridMs === 1 ? 4 : 2)
  const placed = () => {
    const partition = chance.between(0, partitions - 1 + Number(dangers.newPartition))
    return {
      partition: partition === silent ? partitions - 1 : partition,
      jumpMs: instant(0, layout.disorderMs / 2),
      visibleMs: chance.between(0, layout.disorderMs / 2),
    }
  }
  for (let left = chance.between(5, 50); left > 0; left--) {
    const poison = dangers.poison && chance.happens(0.15) ? chance.pick(['damaged', 'fails'] as const) : 'none'
    const line: PlannedLine = {
      ...placed(),
      atMs: instant(0, spanMs),
      host: chance.between(1, hosts),
      code: chance.pick(['A', 'A', 'B', 'B', 'C', 'NOISE']),
      stampedMs: isStamped && chance.happens(0.85) ? chance.pick([0, instant(-80, 0), instant(-300, 60)]) : null,
      ...{ poison, sequence: left },
    }
    lines.push(line)
    if (line.stampedMs !== null && chance.happens(0.15)) {
      const laterMs = instant(0, 300)
      lines.push({ ...line, ...placed(), atMs: line.atMs + laterMs, stampedMs: line.stampedMs - laterMs })
    }
  }
  return lines
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The line as it is sent, at an instant in ms since the epoch. */
export function lineText({ host, code, stampedMs, sequence, poison }: PlannedLine, nowMs: number): string {
  const at = new Date(nowMs + (stampedMs ?? 0))
  const day = `${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)}`
  const stamp = stampedMs === null ? '' : ` ${day} ${at.toISOString().slice(11, 23)}:`
  const end = poison === 'fails' ? POISON : 'x'
  return `<189>${sequence}: host-${host}:${stamp} %TEST-5-${code}: ${end}`
}
