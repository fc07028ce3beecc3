import type { TopicPlan } from '../app/topics.ts'
import type { Config } from '../config/schema.ts'
import type { Terminal } from './terminal.ts'

/** The topics' plan of a configuration with these rules. */
export function topicPlanOf({ namespace, lines, layout, incidents }: Config, rules: readonly string[]): TopicPlan {
  return { namespace, lines: lines.topics, shards: layout.shards, disorderMs: layout.disorderMs, incidents, rules }
}

/** Ids of the rules on which topics depend; null where rules are wrong, which is told. Only routing by rule reads them. */
export async function routingRulesOf(config: Config, terminal: Terminal): Promise<readonly string[] | null> {
  if (config.incidents.topicBy !== 'rule') return []
  const { configuredRules } = await import('./configured-rules.ts')
  const rules = await configuredRules(config, terminal)
  return rules === null ? null : rules.map(({ id }) => id)
}
