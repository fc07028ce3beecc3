import type { RuleSet } from '../core/rule-set.ts'
import { PlainRecords } from '../core/syslog/plain-records.ts'
import { RecordTagger, type RecordTagging } from './record-tagger.ts'
import type { TaggedStatus } from './service-status.ts'

/** How much of what was fetched is looked at in one place, and the longest record that is. */
const LOOKED_AT = { capacityBytes: 1 << 20, longestLineBytes: 65_536 }

/** The taggers of all input partitions that this process reads, or has read. */
export class RecordTaggers {
  readonly #taggers = new Map<string, RecordTagger>()
  #options: RecordTagging

  constructor(options: Omit<RecordTagging, 'plain'>) {
    this.#options = { ...options, plain: plainOf(options.rules, options.zones) }
  }

  of(topic: string, partition: number): RecordTagger {
    const name = `${topic}/${partition}`
    const tagger = this.#taggers.get(name) ?? new RecordTagger({ topic, partition }, this.#options)
    this.#taggers.set(name, tagger)
    return tagger
  }

  /** All of them tag by other rules from the next record on. What they have counted goes on. */
  use(rules: RuleSet): void {
    const found = { rules, plain: plainOf(rules, this.#options.zones) }
    this.#options = { ...this.#options, ...found }
    for (const tagger of this.#taggers.values()) tagger.use(found)
  }

  /** What each has counted. */
  status(): readonly TaggedStatus[] {
    return [...this.#taggers.values()].map(({ place, counters }) => ({ ...place, ...counters }))
  }

  /** What is doubtful about the lines that were read whole: how many of each `Flag`. */
  flags(): Readonly<Record<string, number>> {
    const sums: Record<string, number> = {}
    for (const { flags } of this.#taggers.values())
      for (const [flag, count] of Object.entries(flags)) sums[flag] = (sums[flag] ?? 0) + count
    return sums
  }
}

function plainOf({ filter }: RuleSet, zones: RecordTagging['zones']): PlainRecords {
  return new PlainRecords({ filter, zones, ...LOOKED_AT })
}
