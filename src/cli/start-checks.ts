import { setTimeout as wait } from 'node:timers/promises'
import { openTopicAdmin, type TopicAdmin } from '../adapters/kafka/admin.ts'
import type { RedisLink } from '../adapters/redis/link.ts'
import { checkServer } from '../adapters/redis/server-check.ts'
import { findingsOf } from '../app/topic-findings.ts'
import { type TopicPlan, wantedTopics } from '../app/topics.ts'
import { WorldError } from '../app/world-error.ts'
import type { Config } from '../config/schema.ts'
import { kafkaAccessOf } from './kafka-access.ts'
import type { Log } from './log.ts'
import { toolOf } from './topics-command.ts'

const LEAST_WAIT_MS = 500
const LONGEST_WAIT_MS = 10_000

/**
 * Waits for the brokers, and looks at the topics. All that is wrong is logged.
 *
 * @throws WorldError if a promise would be broken, or if the brokers refuse us
 */
export async function checkTopics(config: Config, plan: TopicPlan, log: Log, signal: AbortSignal): Promise<void> {
  const admin = await openedAdmin(config, log, signal)
  try {
    const actual = await admin.describe(wantedTopics(plan).map(({ name }) => name))
    const findings = findingsOf(actual, plan, toolOf(config))
    for (const [told, alike] of Map.groupBy(findings, ({ message }) => message)) {
      const { severity, remedy } = alike[0]!
      const topics = alike.map(({ topic }) => topic)
      log(severity === 'refuse' ? 'error' : 'warn', `${topics.join(', ')} ${told}`, { remedy })
    }
    const refused = findings.filter(({ severity }) => severity === 'refuse')
    if (refused.length === 0) return
    const hint = `see \`sequor topics check\`. The first of ${refused.length}: ${refused[0]!.remedy}`
    throw new WorldError('refused', `topic ${refused[0]!.topic} ${refused[0]!.message}`, { hint })
  } finally {
    await admin.close()
  }
}

async function openedAdmin(config: Config, log: Log, signal: AbortSignal): Promise<TopicAdmin> {
  for (let waitMs = LEAST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS)) {
    try {
      return await openTopicAdmin(kafkaAccessOf(config.kafka))
    } catch (error) {
      if (!(error instanceof WorldError) || error.code !== 'unreachable') throw error
      log('warn', `waits for Kafka: ${error.message}`, { hint: error.hint })
      await wait(waitMs, undefined, { signal })
    }
  }
}

/** Looks at Redis, once it answers. All that is wrong is logged. Throws WorldError if a promise would be broken. */
export async function checkRedis(link: RedisLink, log: Log): Promise<void> {
  const findings = await checkServer(link)
  const told = findings.map(finding => {
    const message = `redis: ${finding.setting} is ${finding.is}, not ${finding.mustBe}: ${finding.why}`
    log(finding.severity === 'refuse' ? 'error' : 'warn', message, { remedy: finding.remedy })
    return { ...finding, message }
  })
  const refused = told.find(({ severity }) => severity === 'refuse')
  if (refused !== undefined) throw new WorldError('refused', refused.message, { hint: refused.remedy })
}
