import { openTopicAdmin } from '../adapters/kafka/admin.ts'
import { kafkaClient } from '../adapters/kafka/client.ts'
import { openLookups } from '../adapters/kafka/lookups.ts'
import { RedisLink } from '../adapters/redis/link.ts'
import { redisRewindRequests } from '../adapters/redis/rewind-requests.ts'
import { checkServer } from '../adapters/redis/server-check.ts'
import { findingsOf } from '../app/topic-findings.ts'
import { wantedTopics } from '../app/topics.ts'
import { WorldError } from '../app/world-error.ts'
import type { Config } from '../config/schema.ts'
import { choiceOf, readArguments } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { configuredRules } from './configured-rules.ts'
import { counted } from './counted.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { kafkaAccessOf } from './kafka-access.ts'
import { CONFIG_FLAGS, CONFIG_FLAGS_HELP, configOrNull } from './load-configuration.ts'
import { redisTargetOf } from './redis-target.ts'
import { harmless, type Terminal } from './terminal.ts'
import { topicPlanOf } from './topic-plan.ts'
import { toolOf } from './topics-command.ts'

const HELP = `sequor doctor: looks at all that the service needs, and says what to do

  sequor doctor --config sequor.yaml     configuration, rules, Kafka and its topics, Redis, clocks

It changes nothing, and looks at the rest where something is wrong.

flags:
${CONFIG_FLAGS_HELP}
  --format FORMAT    pretty (default) or ndjson

exit codes: 0 the service can run, 1 it cannot, 2 faulty rules, 3 faulty configuration or arguments`

const FLAGS = { ...CONFIG_FLAGS, format: { type: 'string' } } as const
/** A person waits. */
const REDIS_WITHIN_MS = 5_000

/** One thing that was looked at: `fail` keeps the service from running. */
interface Finding {
  readonly level: 'ok' | 'warn' | 'fail'
  /** What was looked at: `kafka`, `topic NAME`, `redis`. */
  readonly what: string
  readonly says: string
  readonly remedy: string | null
}

const ok = (what: string, says: string): Finding => ({ level: 'ok', what, says, remedy: null })

async function doctor(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const args = readArguments(argv, FLAGS)
  if (args.positionals.length > 0) throw new UsageError('doctor takes no arguments', 'see `sequor help doctor`')
  const format = choiceOf(args, 'format', ['pretty', 'ndjson'], 'pretty')
  const { terminal } = context
  const config = configOrNull(args, context)
  if (config === null) return EXIT.usage
  const rules = await configuredRules(config, terminal)
  if (rules === null) return EXIT.rules
  const ids = rules.map(({ id }) => id)
  const findings = [
    ok('configuration', `namespace ${config.namespace}, ${counted(config.layout.shards, 'shard')}`),
    ok('rules', counted(rules.length, 'rule')),
    ...(await lookedAt('kafka', () => kafkaFindings(config, ids))),
    ...(await lookedAt('redis', () => redisFindings(config))),
  ]
  for (const finding of findings)
    await terminal.out(format === 'ndjson' ? `${JSON.stringify(finding)}\n` : inWords(finding, terminal))
  const count = (level: Finding['level']) => findings.filter(finding => finding.level === level).length
  terminal.note(`${count('ok')} ok, ${counted(count('warn'), 'warning')}, ${count('fail')} to mend`)
  return count('fail') > 0 ? EXIT.findings : EXIT.done
}

/** What cannot be looked at fails, and says what to do; the rest is looked at all the same. */
async function lookedAt(what: string, look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof UsageError) throw error
    const remedy = error instanceof WorldError ? error.hint : null
    return [{ level: 'fail', what, says: (error as Error).message, remedy }]
  }
}

async function kafkaFindings(config: Config, rules: readonly string[]): Promise<readonly Finding[]> {
  const plan = topicPlanOf(config, rules)
  const admin = await openTopicAdmin(kafkaAccessOf(config.kafka))
  try {
    const brokers = await admin.brokerCount()
    const topics = wantedTopics(plan).map(({ name }) => name)
    const actual = await admin.describe(topics)
    const wrong = findingsOf(actual, plan, toolOf(config)).map(({ topic, severity, message, remedy }): Finding => {
      return { level: severity === 'refuse' ? 'fail' : 'warn', what: `topic ${topic}`, says: message, remedy }
    })
    const right = topics.length - new Set(wrong.map(({ what }) => what)).size
    const there = config.lines.topics.filter(topic => actual.some(({ name }) => name === topic))
    return [
      ok('kafka', `${counted(brokers, 'broker')} at ${config.kafka.brokers.join(', ')}`),
      ...(right > 0 ? [ok('topics', `${right} of ${topics.length} are as they must be`)] : []),
      ...wrong,
      ...(await lookedAt('lines', () => readingOf(config, there))),
    ]
  } finally {
    await admin.close()
  }
}

/** How much each lines topic holds, and how far it is read. */
async function readingOf(config: Config, topics: readonly string[]): Promise<readonly Finding[]> {
  const lookups = await openLookups(kafkaClient(kafkaAccessOf(config.kafka), () => {}))
  try {
    const findings: Finding[] = []
    for (const topic of topics) {
      const what = `lines ${topic}`
      const bounds = await lookups.bounds(topic)
      const committed = await lookups.committed(`${config.namespace}-tag`, topic)
      const held = bounds.reduce((sum, { begin, end }) => sum + end - begin, 0)
      const unread = bounds.reduce((sum, { begin, end }, i) => sum + end - Math.max(begin, committed[i] ?? begin), 0)
      const isNew = committed.every(offset => offset === null)
      if (held === 0 && isNew) {
        const remedy = 'see that a shipper writes to it: deploy/shippers has settings that were tried'
        findings.push({ level: 'warn', what, says: 'holds no record', remedy })
      } else
        findings.push(
          ok(what, `${counted(held, 'record')}, ${isNew ? 'nobody has read any' : `${unread} not read yet`}`),
        )
    }
    return findings
  } finally {
    await lookups.close()
  }
}

async function redisFindings({ redis, namespace, layout }: Config): Promise<readonly Finding[]> {
  const within = AbortSignal.timeout(REDIS_WITHIN_MS)
  let why = `no answer within ${REDIS_WITHIN_MS / 1_000} s`
  const observer = {
    waiting: ({ message }: { readonly message: string }) => {
      why = message
    },
    resumed: () => {},
    serverChanged: () => {},
  }
  const over = new AbortController()
  const link = new RedisLink(redisTargetOf(redis), observer, AbortSignal.any([within, over.signal]))
  try {
    const findings = (await checkServer(link)).map(
      ({ severity, setting, is, mustBe, why: reason, remedy }): Finding => {
        const says = `${setting} is ${is}, not ${mustBe}: ${reason}`
        return { level: severity === 'refuse' ? 'fail' : 'warn', what: 'redis', says, remedy }
      },
    )
    // A right that is missing is told here. What would write is not tried: it would take a shard from whoever runs.
    await redisRewindRequests(link, namespace).all()
    const began = Date.now()
    const [seconds, micros] = await link.ask('its clock', client => client.time())
    const apartMs = Math.abs(Number(seconds) * 1_000 + Number(micros) / 1_000 - (began + Date.now()) / 2)
    return [...findings, ok('redis', 'answers, and may be read'), clockFinding(apartMs, layout.clockErrorMs)]
  } catch (error) {
    if (!within.aborted) throw error
    const hint = 'see that it runs, and that `redis` of the configuration names it'
    throw new WorldError('unreachable', `Redis does not answer: ${why}`, { hint, cause: error })
  } finally {
    over.abort()
  }
}

/** The clock of Redis is asked, as that of the brokers cannot be. */
function clockFinding(apartMs: number, mostMs: number): Finding {
  const says = `this machine and that of Redis are ${Math.round(apartMs)} ms apart`
  if (apartMs <= mostMs) return ok('clocks', says)
  const remedy = `mend the clock that is wrong (chronyc tracking), or raise layout.clockError above ${Math.ceil(apartMs)} ms`
  return { level: 'warn', what: 'clocks', says, remedy }
}

const STYLES = { ok: 'green', warn: 'yellow', fail: 'red' } as const

function inWords({ level, what, says, remedy }: Finding, terminal: Terminal): string {
  const head = `${terminal.paint(STYLES[level], level.padEnd(4))}  ${harmless(what)}: ${harmless(says)}\n`
  return remedy === null ? head : `${head}      ${harmless(remedy)}\n`
}

export const doctorCommand: Command = { help: HELP, run: doctor }
