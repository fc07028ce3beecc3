import type { Arguments, Flag } from './arguments.ts'
import { UsageError } from './exit-code.ts'

/** The flags of a command that reads lines from Kafka, or writes incidents to it, as the service would. */
export const TOPIC_FLAGS = {
  kafka: { type: 'string' },
  topic: { type: 'string', multiple: true },
  offsets: { type: 'string', multiple: true },
  config: { type: 'string' },
  set: { type: 'string', multiple: true },
} as const satisfies Readonly<Record<string, Flag>>

export const TOPIC_FLAGS_HELP = `  --kafka BROKERS    reads from Kafka, as the service would, in no group: HOST:PORT,HOST:PORT
  --topic TOPIC      its topic of lines, may be given again (default: lines.topics of the configuration)
  --offsets P:A..B   only offsets from A to before B of partition P, and no other partition; may be given again
  --config FILE      the configuration of the service, whose layout, zones and rules then count; --set NAME=VALUE`

/** Whether lines are to be read from Kafka. */
export function readsTopics(args: Arguments): boolean {
  const named = Object.keys(TOPIC_FLAGS).filter(name => args.texts.has(name))
  if (args.positionals.length === 0) return named.length > 0
  if (args.texts.has('topic') || args.texts.has('offsets'))
    throw new UsageError('both files and a topic are named', 'replay one after the other')
  return false
}
