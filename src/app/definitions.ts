import { hash128 } from '../core/hash.ts'
import type { KnownRules } from '../core/known-rules.ts'
import type { MatchRecord } from '../core/match.ts'
import type { Rule } from '../core/rule.ts'
import type { ShardState } from '../core/world.ts'
import type { Agreements } from './service-ports.ts'
import { WorldError } from './world-error.ts'

/** Rules by the hash of their definition, and sets of rules by theirs: those of this process, and those that others have written down. */
export class Definitions {
  readonly rules = new Map<string, Rule>()
  readonly sets = new Map<string, KnownRules>()
  readonly #agreements: Agreements
  readonly #site: string
  #own = ''

  private constructor(agreements: Agreements, site: string) {
    this.#agreements = agreements
    this.#site = hash128(site)
  }

  /** Those of a process that begins with these rules. `site` stands for what else decides what a tagger finds in a line. */
  static async agree(agreements: Agreements, rules: Iterable<Rule>, site: string): Promise<Definitions> {
    const definitions = new Definitions(agreements, site)
    await definitions.adopt(rules)
    return definitions
  }

  /** Hash of the set of this process. */
  get own(): string {
    return this.#own
  }

  /** Writes rules down before any match of them is: the set of this process from then on. */
  async adopt(rules: Iterable<Rule>): Promise<void> {
    const byHash = new Map([...rules].map(rule => [rule.hash, rule]))
    const set = JSON.stringify({ definitions: [...byHash.keys()].sort(), site: this.#site })
    const written = [...byHash].map(([hash, rule]) => [definitionName(hash), JSON.stringify(rule)] as const)
    const own = hash128(set)
    await this.#agreements.settle(new Map([...written, [setName(own), set]]))
    // Of rules that mean the same its own texts count.
    for (const [hash, rule] of byHash) this.rules.set(hash, rule)
    await this.#learnSet(own)
    this.#own = own
  }

  /** Sees to it that it has all that the fold of a record asks for. Fails where nobody has written it down. */
  async learnRecord({ rules, frames }: MatchRecord): Promise<void> {
    if (rules !== undefined && !this.sets.has(rules)) await this.#learnSet(rules)
    for (const { matches } of frames)
      for (const { definition } of matches) if (!this.rules.has(definition)) await this.#learnRule(definition)
  }

  /** The same for a state that was stored. */
  async learnState({ windows, lives, partitions, held }: ShardState): Promise<void> {
    const hashes = new Set([...windows.values(), ...lives.values()].map(({ definition }) => definition))
    for (const { match } of held.values()) hashes.add(match.definition)
    for (const hash of hashes) if (!this.rules.has(hash)) await this.#learnRule(hash)
    for (const { rules } of partitions.values())
      if (rules !== undefined && !this.sets.has(rules)) await this.#learnSet(rules)
  }

  async #learnRule(hash: string): Promise<void> {
    this.rules.set(hash, JSON.parse(await this.#written(definitionName(hash))) as Rule)
  }

  async #learnSet(hash: string): Promise<void> {
    const { definitions, site } = JSON.parse(await this.#written(setName(hash))) as WrittenSet
    for (const definition of definitions) if (!this.rules.has(definition)) await this.#learnRule(definition)
    this.sets.set(hash, { definitions: new Set(definitions), site })
  }

  async #written(name: string): Promise<string> {
    if (this.#agreements.get(name) === undefined) await this.#agreements.refresh()
    const written = this.#agreements.get(name)
    if (written !== undefined) return written
    throw new WorldError('not_known', `the control topic does not hold ${name}, which the matches topic names`, {
      hint: 'it has lost records: make sure that its cleanup.policy is compact, and restore it',
    })
  }
}

interface WrittenSet {
  readonly definitions: readonly string[]
  readonly site: string
}

function definitionName(hash: string): string {
  return `definition/${hash}`
}

function setName(hash: string): string {
  return `rules/${hash}`
}
