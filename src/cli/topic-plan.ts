import type { TopicPlan } from '../app/topics.ts'
import type { Config } from '../config/schema.ts'
import type { Terminal } from './terminal.ts'

/** The topics' plan of a configuration; null where its rules are wrong, which is told. Only routing by rule reads them. */
export async function topicPlanOf(config: Config, terminal: Terminal): Promise<TopicPlan | null> {
  const rules = config.incidents.topicBy === 'rule' ? await ruleIds(config, terminal) : []
  if (rules === null) return null
  const { namespace, lines, layout, incidents } = config
  return { namespace, lines: lines.topics, shards: layout.shards, disorderMs: layout.disorderMs, incidents, rules }
}

async function ruleIds({ rules }: Config, terminal: Terminal): Promise<readonly string[] | null> {
  const { rulesToRunOrNull, SHIPPED_RULES } = await import('./load-rules.ts')
  const loaded = await rulesToRunOrNull(rules.paths.length > 0 ? rules.paths : [SHIPPED_RULES], terminal)
  if (loaded === null) return null
  return loaded.rules.map(({ rule }) => rule.id).filter(id => !rules.disable.includes(id))
}
