import { afterAll, beforeAll, expect, it } from 'vitest'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { startRedis, type TestRedis } from '../support/redis/start-redis.ts'
import { runSequor } from '../support/run-sequor.ts'
import { Site } from '../support/service/bench-site.ts'
import { serviceRules } from '../support/service/rules.ts'

let kafka: KafkaServer
let redis: TestRedis
beforeAll(async () => {
  ;[kafka, redis] = await Promise.all([startKafka(), startRedis()])
})
afterAll(() => Promise.all([kafka.stop(), redis.stop()]))

interface Finding {
  readonly level: string
  readonly what: string
  readonly says: string
  readonly remedy: string | null
}

async function doctor(site: Site, sets: readonly string[] = []) {
  const flags = site.flags([`redis.port=${redis.port}`, ...sets])
  const { code, stdout } = await runSequor(['doctor', '--format', 'ndjson', ...flags])
  const findings = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Finding)
  return { code, findings, failed: findings.filter(({ level }) => level === 'fail') }
}

it('doctor finds nothing to mend where the service runs, and says how far lines are read', async () => {
  const site = new Site(kafka.brokers, serviceRules(), 2)
  await site.create(2)
  const empty = await doctor(site)
  expect([empty.code, empty.failed]).toEqual([0, []])
  const lines = { what: `lines ${site.lines}` }
  expect(empty.findings).toContainEqual(expect.objectContaining({ ...lines, level: 'warn', says: 'holds no record' }))
  await site.send(0, ['one', 'two'])
  const { findings } = await doctor(site)
  expect(findings).toContainEqual({ ...lines, level: 'ok', says: '2 records, nobody has read any', remedy: null })
  expect(findings.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['configuration', 'rules', 'kafka', 'topics', 'redis', 'clocks']),
  )
  await site.close()
})

it('doctor says of each thing that is wrong what to do, and looks at the rest all the same', async () => {
  const site = new Site(kafka.brokers, serviceRules(), 2)
  const topics = await doctor(site)
  expect(topics.code).toBe(1)
  expect(topics.failed.map(({ what }) => what)).toEqual(
    expect.arrayContaining([`topic ${site.lines}`, expect.stringMatching(/^topic .*\.incidents$/)]),
  )
  expect(topics.failed.every(({ remedy }) => remedy !== null)).toBe(true)
  expect(topics.findings.some(({ what, level }) => what === 'clocks' && level === 'ok')).toBe(true)
  const away = await doctor(site, ['kafka.brokers=127.0.0.1:1', 'redis.port=1'])
  expect(away.failed).toEqual([
    expect.objectContaining({ what: 'kafka', says: expect.stringContaining('no broker answers at 127.0.0.1:1') }),
    expect.objectContaining({ what: 'redis', says: expect.stringContaining('ECONNREFUSED') }),
  ])
})
