import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kafkaClient } from '../../src/adapters/kafka/client.ts'
import { RedisLink } from '../../src/adapters/redis/link.ts'
import { redisRewindRequests } from '../../src/adapters/redis/rewind-requests.ts'
import { redisShardStore } from '../../src/adapters/redis/shard-store.ts'
import { Health } from '../../src/app/health.ts'
import type { Now } from '../../src/app/instrument.ts'
import { INSTRUMENTS, type Observed } from '../../src/app/metrics.ts'
import type { ShardStore } from '../../src/app/ports.ts'
import { type Service, steadyClock } from '../../src/cli/wire-service.ts'
import { startTelemetry, watchedRedis } from '../../src/cli/wire-telemetry.ts'
import { copyingStore } from '../support/copying-store.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { parseMetrics } from '../support/parse-metrics.ts'
import { startRedis } from '../support/redis/start-redis.ts'
import { watchingObserver } from '../support/redis/watching.ts'
import { pause, Site } from '../support/service/bench-site.ts'
import { serviceRules } from '../support/service/rules.ts'
import { switchableSockets } from '../support/service/switchable-sockets.ts'
import { waitUntil } from '../support/wait-until.ts'

const HOST = '127.0.0.1'
const rules = serviceRules()
/** Shorter than in life; what is taken away stays away for longer than all of them. */
const BOUNDS = { tickMs: 10_000, moveMs: 10_000, waitMs: 1_000 }
const AWAY_MS = 20_000

let server: KafkaServer
beforeAll(async () => {
  server = await startKafka()
})
afterAll(() => server.stop())

interface Watched {
  readonly site: Site
  readonly service: Service
  readonly sockets: ReturnType<typeof switchableSockets>
  /** What /livez or /readyz says. */
  ask(path: string): Promise<{ readonly status: number; readonly body: string }>
  /** Everything but 200 that /livez has said. */
  readonly deaths: readonly string[]
  close(): Promise<void>
}

/** A service over a topic of its own, with its probes, of which /livez is asked all the time. */
async function watched(
  health: Health,
  keeping: { readonly store: ShardStore; readonly link?: RedisLink },
): Promise<Watched> {
  const sockets = switchableSockets()
  const access = { brokers: [...server.brokers], clientId: 'sequor-test', socketFactory: sockets.factory }
  const kafka = kafkaClient(access, () => {})
  const site = new Site(server.brokers, rules, 2)
  await site.create(2)
  let service: Service | null = null
  const telling = {
    health,
    instruments: INSTRUMENTS,
    observe: (now: Now): Observed => ({
      ...now,
      service: service?.status() ?? null,
      hindrances: keeping.link?.hindrances ?? {},
      ruleChanges: { taken: 0, refused: 0, fault: null },
    }),
  }
  const telemetry = await startTelemetry({ host: HOST, port: 0, token: null }, telling)
  const ask = async (path: string) => {
    const response = await fetch(`http://${HOST}:${telemetry.port}${path}`)
    return { status: response.status, body: await response.text() }
  }
  expect((await ask('/livez')).status).toBe(200)
  expect((await ask('/readyz')).body).toContain('[-]service is still agreeing with others\n')
  const rewinds = keeping.link && { rewinds: redisRewindRequests(keeping.link, site.namespace) }
  service = await site.start(keeping.store, { kafka, health, ...rewinds })
  const deaths: string[] = []
  let isOver = false
  const probing = (async () => {
    for (; !isOver; await pause(250)) {
      const { status, body } = await ask('/livez?verbose')
      if (status !== 200) deaths.push(body)
    }
  })()
  return {
    ...{ site, service, sockets, ask, deaths },
    close: async () => {
      isOver = true
      await probing
      await service?.stop()
      await telemetry.close()
      await site.close()
    },
  }
}

function isReady({ ask }: Watched, status: number): () => Promise<boolean> {
  return async () => (await ask('/readyz')).status === status
}

describe.concurrent('the service', () => {
  it('lives while Kafka is away, is not ready, and goes on when it is back', async () => {
    const probed = await watched(new Health(steadyClock, BOUNDS), { store: copyingStore() })
    await waitUntil('it is ready', 30_000, isReady(probed, 200))
    probed.sockets.away(true)
    await waitUntil('it is not ready', 10_000, isReady(probed, 503))
    await pause(AWAY_MS)
    expect((await probed.ask('/readyz')).body).toMatch(/^\[-\]kafka waits for kafka \(.+\) for \d+ s$/m)
    probed.sockets.away(false)
    await waitUntil('it is ready again', 60_000, isReady(probed, 200))
    await probed.site.sendLines(2_000, 2, 1)
    const lines = (await probed.site.readLines()).length
    await waitUntil('all lines are read', 30_000, async () => {
      const families = parseMetrics((await probed.ask('/metrics')).body, 'prometheus')
      const counted = families.get('sequor_input_lines_total')!.samples.reduce((sum, { value }) => sum + value, 0)
      return counted >= lines
    })
    await pause(BOUNDS.tickMs)
    expect(probed.deaths).toEqual([])
    await probed.close()
  })

  it('lives while Redis is away, is not ready, and goes on when it is back', async () => {
    const redis = await startRedis()
    const over = new AbortController()
    const health = new Health(steadyClock, BOUNDS)
    const observer = watchedRedis(watchingObserver(), health)
    const link = new RedisLink({ host: HOST, port: redis.port }, observer, over.signal)
    const probed = await watched(health, { store: redisShardStore(link, { namespace: 'test', layout: 1 }), link })
    await waitUntil('it is ready', 30_000, isReady(probed, 200))
    await redis.kill()
    await probed.site.sendLines(1_000, 2, 2)
    await waitUntil('it is not ready', 10_000, isReady(probed, 503))
    await pause(AWAY_MS)
    await redis.restart('disk')
    await waitUntil('it is ready again', 30_000, isReady(probed, 200))
    const families = parseMetrics((await probed.ask('/metrics')).body, 'prometheus')
    const unreachable = families
      .get('sequor_redis_hindrances_total')!
      .samples.find(({ labels }) => labels['kind'] === 'unreachable')
    expect(unreachable!.value).toBeGreaterThan(10)
    await pause(BOUNDS.tickMs)
    expect(probed.deaths).toEqual([])
    await probed.close()
    over.abort()
    await redis.stop()
  })

  it('is dead when a loop hangs, though nothing is away', async () => {
    const { promise: hangs, resolve: goOn } = Promise.withResolvers<void>()
    const kept = copyingStore()
    const store: ShardStore = { ...kept, save: (shard, checkpoint) => hangs.then(() => kept.save(shard, checkpoint)) }
    const probed = await watched(new Health(steadyClock, BOUNDS), { store })
    await probed.site.sendLines(1_000, 2, 3)
    const [death] = await waitUntil('it is dead', 30_000, () => probed.deaths.length > 0 && probed.deaths)
    expect(death).toMatch(/^\[\+\]tag ok\n\[-\]correlate has not polled for 1\d s, at most 10 s are right\n/)
    goOn()
    await waitUntil('it lives', 30_000, async () => (await probed.ask('/livez')).status === 200)
    await probed.close()
  })
})
