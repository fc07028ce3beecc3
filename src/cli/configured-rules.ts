import type { Config } from '../config/schema.ts'
import type { Rule } from '../core/rule.ts'
import { UsageError } from './exit-code.ts'
import { type RuleSources, rulesToRunIn, SHIPPED_RULES, sourcesOf } from './load-rules.ts'
import { overridesIn } from './overrides-flag.ts'
import type { Terminal } from './terminal.ts'

/** The rules that a configuration runs; null where they are wrong, which is told. */
export async function configuredRules(config: Config, terminal: Terminal): Promise<readonly Rule[] | null> {
  return configuredRulesIn(await configuredSources(config), config, terminal)
}

/** What stands in the rule files of a configuration. Throws UsageError where the file of overrides cannot be read. */
export function configuredSources({ rules }: Config): Promise<RuleSources> {
  const paths = rules.paths.length > 0 ? rules.paths : [SHIPPED_RULES]
  return sourcesOf({ paths, overrides: overridesIn(rules.overrides, 'rules.overrides') })
}

/** The rules that a configuration runs of what stands in its files. */
export async function configuredRulesIn(
  sources: RuleSources,
  { rules }: Config,
  notes: Pick<Terminal, 'note' | 'paintNote'>,
): Promise<readonly Rule[] | null> {
  const loaded = await rulesToRunIn(sources, notes)
  if (loaded === null) return null
  const all = loaded.rules.map(({ rule }) => rule)
  const unknown = rules.disable.find(id => !all.some(rule => rule.id === id))
  if (unknown !== undefined) {
    const hint = 'remove it, or correct it: `sequor check --format ndjson` names the rules'
    throw new UsageError(`rules.disable: there is no rule ${unknown}`, hint)
  }
  return all.filter(({ id }) => !rules.disable.includes(id))
}
