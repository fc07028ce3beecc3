import { readFileSync } from 'node:fs'
import { reasonOf } from '../adapters/file/rule-files.ts'
import { kafkaClient } from '../adapters/kafka/client.ts'
import { kafkaDeadLetters } from '../adapters/kafka/dead-letters.ts'
import { groupReader } from '../adapters/kafka/group-reader.ts'
import { openLookups } from '../adapters/kafka/lookups.ts'
import { requestTracker } from '../adapters/tickets/request-tracker.ts'
import { Courier, notAllowed } from '../app/courier.ts'
import { DeliverLoop } from '../app/deliver-loop.ts'
import { DELIVER_INSTRUMENTS } from '../app/deliver-metrics.ts'
import { type Check, DELIVERY, Health } from '../app/health.ts'
import { incidentTopics } from '../app/incident-topic.ts'
import { watchedDeadLetters, watchedLookups, watchedReader } from '../app/watched-ports.ts'
import { WorldError } from '../app/world-error.ts'
import { insecureSettings } from '../config/insecure.ts'
import type { Config } from '../config/schema.ts'
import { retryWaitMs } from '../deliver/breaker.ts'
import { TargetError, type TicketTarget } from '../deliver/ticket-target.ts'
import { readArguments } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { kafkaAccessOf } from './kafka-access.ts'
import { CONFIG_FLAGS, CONFIG_FLAGS_HELP, configOrNull } from './load-configuration.ts'
import { type Log, serviceLog } from './log.ts'
import { stopSignals } from './stop-signals.ts'
import { routingRulesOf } from './topic-plan.ts'
import { steadyClock, systemClock } from './wire-service.ts'
import { startTelemetry } from './wire-telemetry.ts'

const HELP = `sequor deliver: makes a ticket of each incident, and keeps it up to date

  sequor deliver --config sequor.yaml    until SIGTERM or Ctrl-C; the second time at once

Needs the section \`deliver\` of the configuration. One ticket an incident, also if this is killed at any point. At its very
first start it makes tickets of what is open, and of no history.

flags:
${CONFIG_FLAGS_HELP}

exit codes: 0 stopped as asked, 2 faulty rules, 3 faulty configuration or arguments, 4 Kafka or the ticketing system refuse us, 130 stopped at once`

type Deliver = NonNullable<Config['deliver']>

const REBALANCE_TIMEOUT_MS = 60_000
const LONGEST_HEARTBEAT_MS = 3_000
const MAX_WAIT_MS = 200

async function run(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const args = readArguments(argv, CONFIG_FLAGS)
  if (args.positionals.length > 0) throw new UsageError('deliver takes no arguments', 'see `sequor help deliver`')
  const { terminal } = context
  const config = configOrNull(args, context)
  if (config === null) return EXIT.usage
  if (config.deliver === undefined)
    throw new UsageError('nothing says where tickets are made', 'write the section `deliver`: see docs/ticketing.md')
  const rules = await routingRulesOf(config, terminal)
  if (rules === null) return EXIT.rules
  const log = serviceLog(config.log, terminal)
  const signals = stopSignals(log, config.shutdown.withinMs)
  try {
    await deliver(config, config.deliver, { rules, log, asked: signals.asked })
  } catch (error) {
    if (!signals.asked.aborted) throw error
  } finally {
    signals.close()
  }
  log('info', 'has stopped')
  return EXIT.done
}

interface Work {
  readonly rules: readonly string[]
  readonly log: Log
  readonly asked: AbortSignal
}

/** What is at work, once it is. */
interface Bridge {
  readonly courier: Courier
  readonly loop: DeliverLoop
}

async function deliver(config: Config, options: Deliver, work: Work): Promise<void> {
  for (const setting of insecureSettings(config)) work.log('warn', `insecure: ${setting}`)
  const health = new Health(steadyClock, {}, DELIVERY)
  let bridge: Bridge | null = null
  // Before anything is waited for: who waits is alive.
  const telemetry = await startTelemetry(config.http, {
    health: { alive: () => health.alive(), ready: () => [...health.ready(), ticketsCheck(bridge)] },
    instruments: DELIVER_INSTRUMENTS,
    observe: now => ({
      ...now,
      work: bridge && { courier: bridge.courier.status(), loop: bridge.loop.status() },
    }),
  })
  try {
    const target = targetOf(options)
    await answered(target, work.log, work.asked)
    await deliverTo(target, { config, options, health, work }, begun => {
      bridge = begun
    })
  } finally {
    await telemetry.close()
  }
}

function ticketsCheck(bridge: Bridge | null): Check {
  const isAway = bridge?.courier.status().isAway ?? false
  return { name: 'tickets', isOk: !isAway, reason: isAway ? 'waits for the ticketing system, which fails' : '' }
}

interface Delivering {
  readonly config: Config
  readonly options: Deliver
  readonly health: Health
  readonly work: Work
}

async function deliverTo(
  target: TicketTarget,
  { config, options, health, work: { rules, log, asked } }: Delivering,
  tell: (bridge: Bridge) => void,
): Promise<void> {
  const { namespace, kafka: settings, limits } = config
  const access = { ...kafkaAccessOf(settings), unpackedBytes: limits.unpackedBytes }
  const kafka = kafkaClient(access, (level, message, details) =>
    log(level === 'info' ? 'debug' : level, `kafka: ${message}`, { ...details }),
  )
  const begun = new AsyncDisposableStack()
  try {
    const opened = await openLookups(kafka)
    begun.defer(() => opened.close())
    const lookups = watchedLookups(opened, health)
    const letters = `${namespace}.dead-letters`
    const topics = incidentTopics(namespace, config.incidents, rules)
    // A member of a group waits for ever for a topic that it may not read: asked here, the brokers say so.
    const counted = await lookups.counts([letters, ...topics])
    const deadLetters = await kafkaDeadLetters(kafka, letters, counted[letters]!)
    begun.defer(() => deadLetters.close())
    const group = `${namespace}-deliver`
    const { sessionTimeoutMs } = settings
    const reading = {
      ...{ group, sessionTimeoutMs, rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS, maxWaitMs: MAX_WAIT_MS },
      ...{ partitionBytes: limits.fetchPartitionBytes, fetchBytes: limits.fetchBytes },
      heartbeatIntervalMs: Math.min(LONGEST_HEARTBEAT_MS, sessionTimeoutMs / 5),
    }
    const reader = groupReader(kafka, reading, error => log('warn', `kafka: ${error.message}`))
    const courier = new Courier(target, systemClock, {
      tries: options.tries,
      settleMs: options.timeoutMs,
      chance: Math.random,
      failed: ({ id, revision }, { failure, message }) =>
        log('warn', `ticket: ${message}`, { failure, incident: id, revision }),
    })
    const loop = new DeliverLoop(
      {
        ...{ lookups, courier, clock: systemClock },
        reader: watchedReader(reader, health, 'deliver'),
        deadLetters: watchedDeadLetters(deadLetters, health),
      },
      {
        ...{ topics, group, parallel: options.parallel },
        ...{ settleMs: options.timeoutMs, deadLetterBytes: limits.deadLetterBytes },
      },
    )
    const { promise: ended, resolve, reject } = Promise.withResolvers<void>()
    asked.addEventListener('abort', () => resolve())
    begun.defer(() => loop.stop())
    tell({ courier, loop })
    health.agreed(() => [])
    await loop.start(reject)
    log('info', 'is running')
    if (!asked.aborted) await ended
  } finally {
    health.stopping()
    await begun.disposeAsync()
  }
}

function targetOf({ target, timeoutMs }: Deliver): TicketTarget {
  const { url, token, queue, ca } = target
  return requestTracker({
    url,
    token: token.reveal(),
    queue,
    timeoutMs,
    ca: ca === undefined ? ca : certificatesOf(ca),
  })
}

function certificatesOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new WorldError('refused', `deliver.target.ca: ${path}: ${reasonOf(error)}`, { cause: error })
  }
}

/** Waits for the ticketing system. Throws a WorldError if it denies what tickets need. */
async function answered(target: TicketTarget, log: Log, signal: AbortSignal): Promise<void> {
  for (let failures = 1; ; failures++) {
    try {
      return await target.check(signal)
    } catch (error) {
      if (!(error instanceof TargetError)) throw error
      if (error.failure === 'denied' || error.failure === 'refused') throw notAllowed(error)
      log('warn', `waits for the ticketing system: ${error.message}`)
      await systemClock.wait(retryWaitMs(failures, Math.random()), signal)
      signal.throwIfAborted()
    }
  }
}

export const deliverCommand: Command = { help: HELP, run }
