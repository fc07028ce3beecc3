import type { TopicPlan } from '../app/topics.ts'
import type { Config } from '../config/schema.ts'
import type { Terminal } from './terminal.ts'

/** The topics' plan of a configuration with these rules. */
export function topicPlanOf({ namespace, lines, layout, incidents }: Config, rules: readonly string[]): TopicPlan {
  return { namespace, lines: lines.topics, shards: layout.shards, disorderMs: layout.disorderMs, incidents, rules }
}

/** Ids of the rules on which topics depend; null where rules are wrong, which is told. Only routing by rule reads them. */
export async function routingRulesOf(
  { rules, incidents }: Config,
  terminal: Terminal,
): Promise<readonly string[] | null> {
  if (incidents.topicBy !== 'rule') return []
  const { rulesToRunOrNull, SHIPPED_RULES } = await import('./load-rules.ts')
  const loaded = await rulesToRunOrNull(rules.paths.length > 0 ? rules.paths : [SHIPPED_RULES], terminal)
  if (loaded === null) return null
  return loaded.rules.map(({ rule }) => rule.id).filter(id => !rules.disable.includes(id))
}
