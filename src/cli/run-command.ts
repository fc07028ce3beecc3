import { kafkaClient } from '../adapters/kafka/client.ts'
import { RedisLink, type RedisObserver } from '../adapters/redis/link.ts'
import { redisRewindRequests } from '../adapters/redis/rewind-requests.ts'
import { redisShardStore } from '../adapters/redis/shard-store.ts'
import { BackfillWatch } from '../app/backfill-watch.ts'
import { Health } from '../app/health.ts'
import { INSTRUMENTS } from '../app/metrics.ts'
import type { TopicPlan } from '../app/topics.ts'
import { insecureSettings } from '../config/insecure.ts'
import type { Config } from '../config/schema.ts'
import { siteZones } from '../config/zones.ts'
import type { Rule } from '../core/rule.ts'
import { compileRules } from '../core/rule-set.ts'
import type { Zones } from '../core/syslog/zones.ts'
import { aliasesIn } from './aliases-file.ts'
import { readArguments } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { configuredRulesIn, configuredSources } from './configured-rules.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { kafkaAccessOf } from './kafka-access.ts'
import { CONFIG_FLAGS, CONFIG_FLAGS_HELP, configOrNull } from './load-configuration.ts'
import { type Log, serviceLog } from './log.ts'
import { redisTargetOf } from './redis-target.ts'
import { type RunSignals, runSignals } from './run-signals.ts'
import { checkRedis, checkTopics } from './start-checks.ts'
import { topicPlanOf } from './topic-plan.ts'
import { VERSION } from './version.ts'
import { type ReadRules, ruleChanges, textOfSources } from './watch-rules.ts'
import { type Service, type ServiceSettings, startService, steadyClock } from './wire-service.ts'
import { startTelemetry, watchedRedis } from './wire-telemetry.ts'

const HELP = `sequor run: the service. Reads lines from Kafka, keeps windows in Redis, publishes incidents to Kafka

  sequor run --config sequor.yaml        until SIGTERM or Ctrl-C; the second time at once
  sequor topics create                   first makes the topics that it needs

It waits while Kafka or Redis is away. It does not start where a setting of a topic or of Redis would break a promise: it
says which, and what mends it.

flags:
${CONFIG_FLAGS_HELP}

exit codes: 0 stopped as asked, 2 faulty rules, 3 faulty configuration or arguments, 4 Kafka or Redis refuse us, 130 stopped at once`

const BACKFILL_EVERY_MS = 60_000

async function run(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const args = readArguments(argv, CONFIG_FLAGS)
  if (args.positionals.length > 0) throw new UsageError('run takes no arguments', 'see `sequor help run`')
  const { terminal } = context
  const config = configOrNull(args, context)
  if (config === null) return EXIT.usage
  const sources = await configuredSources(config)
  const rules = await configuredRulesIn(sources, config, terminal)
  if (rules === null) return EXIT.rules
  const settings = settingsOf(config)
  const log = serviceLog(config.log, terminal)
  const signals = runSignals(log, config.shutdown.withinMs)
  try {
    await serve({ config, settings, log, begun: { rules, text: textOfSources(sources) } }, signals)
  } catch (error) {
    // What waited for Kafka or Redis is cut short by the signal.
    if (!signals.asked.aborted) throw error
  } finally {
    signals.close()
  }
  log('info', 'has stopped')
  return EXIT.done
}

interface Serving {
  readonly config: Config
  readonly settings: Omit<ServiceSettings, 'tell'>
  readonly log: Log
  readonly begun: ReadRules
}

async function serve({ config, settings, log, begun }: Serving, { asked, reloads }: RunSignals): Promise<void> {
  const { namespace } = config
  const { rules } = begun
  log('info', `sequor ${VERSION} starts`, { namespace, rules: rules.length })
  for (const setting of insecureSettings(config)) log('warn', `insecure: ${setting}`)
  const health = new Health(steadyClock)
  // While windows are stored Redis is needed: it is let go of last.
  const redisOver = new AbortController()
  const link = new RedisLink(redisTargetOf(config.redis), watchedRedis(redisObserver(log), health), redisOver.signal)
  const giveUp = () => redisOver.abort()
  asked.addEventListener('abort', giveUp)
  let service: Service | null = null
  const use = async (changed: readonly Rule[]): Promise<void> => {
    if (config.incidents.topicBy === 'rule') await checkTopics(config, planOf(config, changed), log, asked)
    await service?.use(compileRules(changed))
  }
  const stale = (fault: string | null) =>
    health.noteOfRules(fault === null ? '' : `are those of before, as the files are faulty: ${fault}`)
  const changes = ruleChanges({ config, begun, log, use, stale })
  reloads(() => changes.ask())
  // Before anything is waited for: who waits is alive.
  const telemetry = await startTelemetry(config.http, {
    health,
    instruments: INSTRUMENTS,
    observe: now => ({
      ...now,
      service: service?.status() ?? null,
      hindrances: link.hindrances,
      ruleChanges: changes.status,
    }),
  })
  try {
    await checkTopics(config, planOf(config, rules), log, asked)
    await checkRedis(link, log)
    asked.removeEventListener('abort', giveUp)
    const access = { ...kafkaAccessOf(config.kafka), unpackedBytes: config.limits.unpackedBytes }
    const kafka = kafkaClient(access, (level, message, details) =>
      // What kafkajs does at each connection, a person asks for.
      log(level === 'info' ? 'debug' : level, `kafka: ${message}`, { ...details }),
    )
    const keeping = {
      store: redisShardStore(link, { namespace, layout: 1 }),
      rewinds: redisRewindRequests(link, namespace),
    }
    const tell = (error: Error) => log('warn', `kafka: ${error.message}`)
    service = await startService(kafka, keeping, compileRules(rules), { ...settings, tell, health })
    log('info', 'is running')
    const watching = watchBackfills(service, log)
    try {
      await Promise.race([service.ended, changes.run(asked), aborted(asked)])
    } finally {
      clearInterval(watching)
      await service.stop()
    }
  } finally {
    await telemetry.close()
    redisOver.abort()
  }
}

/** Resolves when it is aborted: a change of rules may still wait for Kafka then. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve())
  })
}

function planOf(config: Config, rules: readonly Rule[]): TopicPlan {
  return topicPlanOf(
    config,
    rules.map(({ id }) => id),
  )
}

function watchBackfills(service: Service, log: Log): NodeJS.Timeout {
  const watch = new BackfillWatch()
  const look = () => {
    for (const { topic, judged, stale } of watch.look(service.status().tagged)) {
      const message = `${topic}: ${stale} of ${judged} lines of the last minute are an hour old or more: this looks like a backfill`
      log('warn', message, {
        remedy:
          'for a history use `sequor replay`: here it is judged by when it arrives. For a device whose zone is not known see `lines.zones`',
      })
    }
  }
  return setInterval(look, BACKFILL_EVERY_MS).unref()
}

function settingsOf({
  namespace,
  lines,
  kafka,
  layout,
  limits,
  start,
  incidents,
}: Config): Omit<ServiceSettings, 'tell'> {
  const { barrierMs, ...agreed } = layout
  const aliases = lines.aliases === null ? new Map<string, string>() : aliasesIn(lines.aliases, 'lines.aliases')
  return {
    namespace,
    linesTopics: lines.topics,
    layout: agreed,
    ...{ barrierMs, start, routing: incidents },
    ...{ sliceMs: limits.sliceMs, fetchBytes: limits.fetchBytes, fetchPartitionBytes: limits.fetchPartitionBytes },
    ...{ recordBytes: limits.recordBytes, deadLetterBytes: limits.deadLetterBytes },
    sessionTimeoutMs: kafka.sessionTimeoutMs,
    // The schema has read each of its texts already.
    zones: siteZones({ ...lines, aliases }) as Zones,
    site: { zones: lines.zones, abbreviations: lines.abbreviations },
    aliases,
    keyIsHost: lines.keyIsHost,
  }
}

function redisObserver(log: Log): RedisObserver {
  return {
    waiting: ({ call, hindrance, message }) => log('warn', `redis: ${call} waits: ${message}`, { hindrance }),
    resumed: ({ call, sinceMs }) => log('info', `redis: ${call} goes on`, { waited_ms: Date.now() - sinceMs }),
    serverChanged: (from, to) =>
      log('warn', 'redis: another server answers, or the same after a restart', { from, to }),
  }
}

export const runCommand: Command = { help: HELP, run }
