import type { Config } from '../config/schema.ts'
import type { Rule } from '../core/rule.ts'
import { UsageError } from './exit-code.ts'
import { rulesToRunOrNull, SHIPPED_RULES } from './load-rules.ts'
import { overridesIn } from './overrides-flag.ts'
import type { Terminal } from './terminal.ts'

/** The rules that a configuration runs; null where they are wrong, which is told. */
export async function configuredRules({ rules }: Config, terminal: Terminal): Promise<readonly Rule[] | null> {
  const paths = rules.paths.length > 0 ? rules.paths : [SHIPPED_RULES]
  const loaded = await rulesToRunOrNull({ paths, overrides: overridesIn(rules.overrides, 'rules.overrides') }, terminal)
  if (loaded === null) return null
  const all = loaded.rules.map(({ rule }) => rule)
  const unknown = rules.disable.find(id => !all.some(rule => rule.id === id))
  if (unknown !== undefined) {
    const hint = 'remove it, or correct it: `sequor check --format ndjson` names the rules'
    throw new UsageError(`rules.disable: there is no rule ${unknown}`, hint)
  }
  return all.filter(({ id }) => !rules.disable.includes(id))
}
