import { type NewTopic, openTopicAdmin, type TopicAdmin } from '../adapters/kafka/admin.ts'
import { kafkaClient } from '../adapters/kafka/client.ts'
import { openLookups } from '../adapters/kafka/lookups.ts'
import { agreeOnLayout, agreeOnSources } from '../app/agreement.ts'
import { type ActualTopic, findingsOf, type TopicFinding } from '../app/topic-findings.ts'
import { promisesOf, type TopicPlan, wantedTopics } from '../app/topics.ts'
import { insecureSettings } from '../config/insecure.ts'
import type { Config } from '../config/schema.ts'
import { type Arguments, choiceOf, readArguments, textOf } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { counted } from './counted.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { kafkaAccessOf } from './kafka-access.ts'
import { CONFIG_FLAGS, CONFIG_FLAGS_HELP, configOrNull } from './load-configuration.ts'
import { harmless, type Terminal } from './terminal.ts'
import { routingRulesOf, topicPlanOf } from './topic-plan.ts'
import { openControl } from './wire-service.ts'

const HELP = `sequor topics create|check: the topics that the service needs, with the settings on which its promises rest

  sequor topics create --dry-run         what would be created; the brokers say whether they could
  sequor topics create --replication 3   creates what is missing; never alters a topic that exists
  sequor topics check                    what is wrong with them, and the command that mends it

flags:
${CONFIG_FLAGS_HELP}
  --replication N    copies of each partition that is created (default: 3, or as many as there are brokers)
  --dry-run          create: creates nothing
  --deny-warnings    check: end with 1 if there are warnings
  --format FORMAT    pretty (default) or ndjson

exit codes: 0 done, 1 check: a topic breaks a promise, 2 faulty rules, 3 faulty configuration or arguments, 4 Kafka did not do it`

const FLAGS = {
  ...CONFIG_FLAGS,
  replication: { type: 'string' },
  'dry-run': { type: 'boolean' },
  'deny-warnings': { type: 'boolean' },
  format: { type: 'string' },
} as const

/** What both actions work with. */
interface Work {
  readonly admin: TopicAdmin
  readonly plan: TopicPlan
  readonly actual: readonly ActualTopic[]
  readonly args: Arguments
  readonly terminal: Terminal
  /** How Kafka's own tools reach the brokers. */
  readonly tool: string
}

async function topics(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const args = readArguments(argv, FLAGS)
  const [action] = args.positionals
  if (args.positionals.length !== 1 || (action !== 'create' && action !== 'check')) {
    throw new UsageError('nothing of that name can be done', 'write `sequor topics create` or `sequor topics check`')
  }
  choiceOf(args, 'format', ['pretty', 'ndjson'], 'pretty')
  replicationOf(args)
  const { terminal } = context
  const config = configOrNull(args, context)
  if (config === null) return EXIT.usage
  for (const setting of insecureSettings(config)) terminal.note(`warning: insecure: ${setting}`)
  const rules = await routingRulesOf(config, terminal)
  if (rules === null) return EXIT.rules
  const plan = topicPlanOf(config, rules)
  const admin = await openTopicAdmin(kafkaAccessOf(config.kafka))
  try {
    const actual = await admin.describe(wantedTopics(plan).map(({ name }) => name))
    const work = { admin, plan, actual, args, terminal, tool: toolOf(config) }
    if (action === 'check') return await check(work)
    const code = await create(work)
    if (!args.switches.has('dry-run')) await writeAgreements(config)
    return code
  } finally {
    await admin.close()
  }
}

async function create(work: Work): Promise<ExitCode> {
  const { admin, plan, actual, args, terminal } = work
  const replication = replicationOf(args) ?? Math.min(3, await admin.brokerCount())
  const isDry = args.switches.has('dry-run')
  const exist = new Set(actual.map(({ name }) => name))
  const missing = wantedTopics(plan).flatMap(({ name, kind, partitions }): NewTopic[] =>
    kind === 'lines' || exist.has(name)
      ? []
      : [{ name, partitions: partitions ?? 1, replication, promises: promisesOf(kind, replication) }],
  )
  await admin.create(missing, isDry ? 'dry' : 'real')
  const tell = (topic: string, action: string, details: string) =>
    terminal.out(isNdjson(args) ? `${JSON.stringify({ topic, action })}\n` : `${action} ${topic}${details}\n`)
  for (const topic of missing) await tell(topic.name, isDry ? 'would create' : 'created', `  ${settingsOf(topic)}`)
  for (const { name, kind } of wantedTopics(plan)) {
    if (kind !== 'lines' && exist.has(name)) await tell(name, 'left as it is', '')
  }
  // Of topics that were there before, and of those of the shippers: what is made here is right.
  const made = new Set(missing.map(({ name }) => name))
  await tellFindings(
    findingsOf(actual, plan, work.tool).filter(({ topic }) => !made.has(topic)),
    work,
  )
  return EXIT.done
}

async function check(work: Work): Promise<ExitCode> {
  const findings = findingsOf(work.actual, work.plan, work.tool)
  await tellFindings(findings, work)
  const isBroken = findings.some(({ severity }) => severity === 'refuse')
  return isBroken || (findings.length > 0 && work.args.switches.has('deny-warnings')) ? EXIT.findings : EXIT.done
}

async function tellFindings(findings: readonly TopicFinding[], { args, terminal, plan }: Work): Promise<void> {
  for (const finding of findings) {
    if (isNdjson(args)) await terminal.out(`${JSON.stringify(finding)}\n`)
    else {
      const { topic, severity, message, remedy } = finding
      const painted = terminal.paint(severity === 'refuse' ? 'red' : 'yellow', `${severity}:`)
      await terminal.out(`${harmless(topic)}: ${painted} ${harmless(message)}\n  ${harmless(remedy)}\n`)
    }
  }
  const refused = findings.filter(({ severity }) => severity === 'refuse').length
  const warned = findings.length - refused
  const counts = [
    counted(wantedTopics(plan).length, 'topic'),
    `${refused} that the service refuses`,
    counted(warned, 'warning'),
  ]
  terminal.note(counts.join(', '))
}

/** What processes will hold themselves to. The topics that are read may be others than before. */
async function writeAgreements({ kafka, namespace, lines, layout }: Config): Promise<void> {
  const client = kafkaClient(kafkaAccessOf(kafka), () => {})
  const lookups = await openLookups(client)
  const control = await openControl(client, namespace, lookups, () => {})
  try {
    const { barrierMs: _, ...agreed } = layout
    await agreeOnLayout(control, agreed)
    await agreeOnSources(control, lines.topics, 'change')
  } finally {
    await control.close()
    await lookups.close()
  }
}

function settingsOf({ partitions, replication, promises }: NewTopic): string {
  const copies = replication === 1 ? '1 copy' : `${replication} copies`
  const settings = promises.map(({ setting, value }) => `${setting}=${value}`)
  return [`${counted(partitions, 'partition')},`, `${copies},`, ...settings].join(' ')
}

function isNdjson(args: Arguments): boolean {
  return textOf(args, 'format') === 'ndjson'
}

function replicationOf(args: Arguments): number | null {
  const text = textOf(args, 'replication')
  if (text === null) return null
  if (/^[1-9]\d?$/.test(text)) return Number(text)
  throw new UsageError(`--replication: \`${harmless(text)}\` is no number of copies`, 'write it as 3')
}

/** How Kafka's own tools reach the brokers. */
export function toolOf({ kafka: { brokers, ssl, sasl } }: Config): string {
  const server = `--bootstrap-server ${brokers.join(',')}`
  return ssl === null && sasl === null ? server : `${server} --command-config client.properties`
}

export const topicsCommand: Command = { help: HELP, run: topics }
