import type { DeadLetter } from '../../src/app/dead-letter.ts'
import { seededChance } from '../support/seeded-random.ts'
import { Cluster, positionName } from './cluster.ts'
import { type Fault, RequestFaults } from './faults.ts'
import { type Ended, judge, type Verdict } from './judge.ts'
import { lineText, type Plan, type PlannedLine, planOf, skewOf } from './plan.ts'
import { SimGroup } from './sim-group.ts'
import { LONGEST_FLIGHT_MS, SimProcess, type Surroundings } from './sim-process.ts'
import { LAST_TIMER_MS, SIM_RULES } from './sim-rules.ts'
import { type SimService, type Site, startSimService } from './sim-service.ts'
import { KeptShards } from './sim-store.ts'
import { VirtualTime } from './virtual-time.ts'

export interface Outcome extends Verdict {
  readonly seed: number
  readonly plan: Plan
  /** One event a line, with the time since the beginning in ms; empty if it was not asked for. */
  readonly trace: readonly string[]
}

export interface SimulateOptions {
  /** In the place of those of the seed. */
  readonly faults?: readonly Fault[]
  readonly isTraced?: boolean
}

/** Runs the world of a seed to its end and judges it. */
export async function simulate(seed: number, options: SimulateOptions = {}): Promise<Outcome> {
  const planned = planOf(seededChance(seed))
  const plan = { ...planned, faults: options.faults ?? planned.faults }
  const world = new World(seed, plan, options.isTraced ?? false)
  const onRejection = (error: unknown) => world.fails(`unhandled rejection: ${String(error)}`)
  process.on('unhandledRejection', onRejection)
  try {
    return { seed, plan, trace: world.trace, ...(await world.run()) }
  } finally {
    process.off('unhandledRejection', onRejection)
  }
}

interface Slot {
  readonly index: number
  incarnation: number
  process: SimProcess | null
  service: SimService | null
}

const BEGIN_MS = Date.UTC(2026, 2, 1, 12)
const PATIENCE_MS = 15_000
/** For so long behind the last line things go wrong. */
const FAULTS_BEHIND_MS = 500

class World {
  readonly trace: string[] = []
  readonly #plan: Plan
  readonly #time = new VirtualTime(BEGIN_MS)
  readonly #chance
  readonly #cluster = new Cluster(this.#time)
  readonly #site: Site & { readonly kept: KeptShards; readonly letters: DeadLetter[] }
  readonly #surroundings: Surroundings
  readonly #slots: readonly Slot[]
  readonly #failures: string[] = []
  readonly #unread = new Set<string>()
  #isOver = false

  constructor(seed: number, plan: Plan, isTraced: boolean) {
    this.#plan = plan
    this.#chance = seededChance(seed ^ 0x5eed)
    const [time, chance, cluster] = [this.#time, this.#chance, this.#cluster]
    cluster.create('lines', plan.partitions)
    cluster.create('matches', plan.layout.shards)
    cluster.create('incidents', 2)
    cluster.create('state', 2)
    const group = (name: string, topic: string) => new SimGroup(name, topic, { time, chance, cluster })
    const { layout, start, barrierMs, cursorEveryMs, mostBytes } = plan
    this.#site = {
      ...{ chance, cluster, layout, start, barrierMs, cursorEveryMs, mostBytes },
      groups: { tag: group('tag', 'lines'), correlate: group('correlate', 'matches') },
      ...{ kept: new KeptShards(), agreed: new Map(), letters: [] },
    }
    const faults = new RequestFaults(plan.faults)
    const quietMs = plan.spanMs + FAULTS_BEHIND_MS
    this.#surroundings = {
      ...{ time, chance },
      faultOf: io => (time.nowMs - BEGIN_MS < quietMs ? faults.take(io, time.nowMs - BEGIN_MS) : null),
      tell: text => {
        if (isTraced) this.trace.push(`${time.nowMs - BEGIN_MS} ${text()}`)
      },
    }
    this.#slots = Array.from({ length: plan.processes }, (_, index) => {
      return { index, incarnation: 0, process: null, service: null }
    })
  }

  fails(what: string): void {
    this.#surroundings.tell(() => `FAILURE ${what}`)
    this.#failures.push(what)
  }

  async run(): Promise<Verdict> {
    const { lines, faults, spanMs } = this.#plan
    for (const slot of this.#slots) this.#time.after(this.#chance.between(0, 100), () => this.#start(slot))
    for (const line of lines) this.#time.after(line.atMs, () => this.#send(line))
    for (const fault of faults) if (fault.kind !== 'request') this.#time.after(fault.atMs, () => this.#befall(fault))
    const endMs = BEGIN_MS + spanMs + LAST_TIMER_MS
    // What was late or slow has come by then, also from the dead.
    await this.#time.runTo(BEGIN_MS + spanMs + FAULTS_BEHIND_MS + LONGEST_FLIGHT_MS)
    const untilMs = this.#time.nowMs + PATIENCE_MS
    // Twice: an owner that has folded a record may still be publishing what it found.
    for (let quiet = 0; quiet < 2 && this.#time.nowMs < untilMs; ) {
      await this.#time.runTo(this.#time.nowMs + 200)
      quiet = this.#undecided(endMs).length > 0 ? 0 : quiet + 1
    }
    for (const what of this.#undecided(endMs)) this.fails(`not at rest after ${PATIENCE_MS} ms: ${what}`)
    await this.#stop()
    const { cluster, layout, agreed, letters } = this.#site
    const { dangers } = this.#plan
    const verdict = verdictOn({
      cluster,
      layout,
      agreed,
      letters,
      dangers,
      unread: this.#unread,
      endMs: this.#time.nowMs,
    })
    return { ...verdict, failures: [...this.#failures, ...verdict.failures] }
  }

  async #stop(): Promise<void> {
    this.#isOver = true
    const stopped = this.#slots.flatMap(({ service }) => service?.stop() ?? [])
    await this.#time.runTo(this.#time.nowMs + 1_500)
    // No time passes any more: whoever has not stopped by now does not.
    const never = new Promise<'not'>(resolve => setImmediate(() => resolve('not')))
    if ((await Promise.race([Promise.allSettled(stopped), never])) === 'not') this.fails('a service does not stop')
    for (const shard of this.#cluster.logs('matches').keys()) {
      const published = this.#cluster.positions.get(positionName('published', 'matches', shard)) ?? 0
      const stored = this.#site.kept.of(shard)?.position ?? 0
      // Who was refused his last save may have been stopped before the next.
      if (stored < published - 5)
        this.fails(`of shard ${shard} ${stored} records are stored, and ${published} published`)
    }
  }

  /** What must still come before all is decided that lies before `endMs`. */
  #undecided(endMs: number): string[] {
    const committed = this.#cluster.logs('lines').flatMap(({ records }, partition) => {
      const position = this.#cluster.positions.get(positionName('tag', 'lines', partition)) ?? 0
      return position === records.length ? [] : [`lines/${partition} is committed to ${position} of ${records.length}`]
    })
    const statuses = this.#slots.flatMap(({ service }) => service?.correlateLoop.status() ?? [])
    const frontiers = this.#cluster.logs('matches').flatMap((_, shard) => {
      const frontier = Math.max(...statuses.filter(status => status.shard === shard).map(s => s.frontierMs))
      return frontier > endMs ? [] : [`shard ${shard} is complete to ${frontier - BEGIN_MS} of ${endMs - BEGIN_MS}`]
    })
    const isAbsent = ({ service, process }: Slot) => service === null || process?.isPaused === true
    const absent = this.#slots.filter(isAbsent).map(({ index }) => `process ${index} is away`)
    return [...committed, ...frontiers, ...absent]
  }

  #send(line: PlannedLine): void {
    const { partitions, brokerSkewsMs } = this.#plan
    const isThere = line.partition < this.#cluster.logs('lines').length
    const partition = isThere ? line.partition : partitions - 1
    const nowMs = this.#time.nowMs
    const value = Buffer.from(lineText(line, nowMs))
    const timestampMs = nowMs + brokerSkewsMs[partition]! - line.jumpMs
    const kept = {
      key: null,
      value,
      isBroken: line.poison === 'damaged',
      timestampMs,
      visibleMs: nowMs + line.visibleMs,
    }
    const offset = this.#cluster.append('lines', partition, kept)
    this.#surroundings.tell(() => `lines/${partition} ${offset} at ${timestampMs - BEGIN_MS}: ${value}`)
  }

  #start(slot: Slot): void {
    if (this.#isOver) return
    const { layout, dangers } = this.#plan
    const again = () => this.#time.after(this.#chance.between(100, 800), () => this.#start(slot))
    const name = `${'abc'[slot.index]}${++slot.incarnation}`
    const rules = SIM_RULES[dangers.rollingRules ? this.#chance.between(0, 1) : 0]!
    const killed = () => {
      slot.service = null
      again()
    }
    const process = new SimProcess(name, this.#surroundings, { skewMs: skewOf(this.#chance, layout), killed })
    slot.process = process
    this.#surroundings.tell(() => `${name} starts with ${rules.rules.length} rules`)
    const ended = (error: Error) => {
      this.fails(`${name} ends: ${error.message}`)
      process.kill()
    }
    startSimService(process, this.#site, rules, ended).then(
      service => {
        if (!process.isDead) slot.service = service
      },
      // The brokers were away: the command fails, and is started again.
      () => process.kill(),
    )
  }

  #befall(fault: Exclude<Fault, { readonly kind: 'request' }>): void {
    this.#surroundings.tell(() => `fault ${JSON.stringify(fault)}`)
    const { kept, groups } = this.#site
    switch (fault.kind) {
      case 'kill':
        return this.#slots[fault.process]?.process?.kill()
      case 'pause':
        return this.#slots[fault.process]?.process?.pause(fault.forMs)
      case 'restart':
        return this.#restart(this.#slots[fault.process]!)
      case 'rebalance':
        return groups[fault.group].rebalance()
      case 'store emptied':
        return kept.empty()
      case 'store goes back':
        return kept.goBack(fault.writes)
      case 'position expires':
        return this.#expire(fault.shard)
      case 'partition lags':
        return this.#letLag(fault.partition, fault.forMs)
      case 'partition added':
        return this.#cluster.addPartition('lines')
      case 'lines deleted':
        return this.#deleteLines(fault.partition, fault.keep)
    }
  }

  #restart(slot: Slot): void {
    const { process, service } = slot
    if (process === null || service === null) return
    slot.service = null
    const over = () => process.kill()
    service.stop().then(over, over)
  }

  /** Kafka forgets a position that nobody has written for days: by then the store has what was published, or more. */
  #expire(shard: number): void {
    const name = positionName('published', 'matches', shard)
    const position = this.#cluster.positions.get(name) ?? 0
    if ((this.#site.kept.of(shard)?.position ?? 0) >= position) this.#cluster.positions.delete(name)
  }

  /** A partition that was added may be missing where a failure is looked for with fewer faults. */
  #letLag(partition: number, forMs: number): void {
    const log = this.#cluster.logs('lines')[partition]
    if (log !== undefined) log.laggingToMs = this.#time.nowMs + forMs
  }

  #deleteLines(partition: number, keep: number): void {
    const log = this.#cluster.logs('lines')[partition]
    if (log === undefined) return
    const begin = Math.max(log.begin, this.#cluster.endOf(log) - keep)
    const committed = this.#cluster.positions.get(positionName('tag', 'lines', partition)) ?? 0
    for (let offset = Math.max(log.begin, committed); offset < begin; offset++)
      this.#unread.add(`${partition}/${offset}`)
    log.begin = begin
  }
}

/** What nobody can read is a failure as any other. */
function verdictOn(end: Ended): Verdict {
  try {
    return judge(end)
  } catch (error) {
    return { failures: [`cannot be judged: ${String(error)}`], revisions: 0, late: 0, gaps: 0 }
  }
}
