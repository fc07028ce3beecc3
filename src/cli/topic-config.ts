import type { Config } from '../config/schema.ts'
import { type Arguments, textOf } from './arguments.ts'
import type { CommandContext } from './command.ts'
import { configurationOf, tellProblems } from './load-configuration.ts'
import { readsTopics } from './topic-flags.ts'

/**
 * The configuration that the flags make, over that of the service if there is one; null, and told,
 * where it is wrong. What only the service needs may be left out.
 */
export function topicConfigOrNull(args: Arguments, context: CommandContext): Config | null {
  const brokers = textOf(args, 'kafka')
  const topics = args.texts.get('topic') ?? []
  const sets = [
    ...(brokers === null ? [] : [`kafka.brokers=${brokers}`]),
    ...(topics.length === 0 ? [] : [`lines.topics=${topics.join(',')}`]),
  ]
  const { values } = configurationOf(args, context, sets)
  const isSaid = (name: string) => values.some(({ setting, from }) => from !== null && setting.name.startsWith(name))
  const unused = [
    ...(isSaid('redis.') ? [] : ['redis.host=none']),
    ...(isSaid('lines.topics') || readsTopics(args) ? [] : ['lines.topics=none']),
  ]
  return tellProblems(configurationOf(args, context, [...sets, ...unused]), context)
}
