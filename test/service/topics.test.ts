import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { promisesOf } from '../../src/app/topics.ts'
import { kafkaClient } from '../support/kafka/kafka-client.ts'
import { type KafkaServer, lackingForKafka, startKafka } from '../support/kafka/start-kafka.ts'
import { type Ran, runSequor } from '../support/run-sequor.ts'

const lacking = await lackingForKafka()
const skipped = lacking !== null && !process.env['CI']
const reason = skipped ? ` (skipped: ${lacking} is missing)` : ''

const TOPIC = 2

/** Topics of a namespace of its own on a broker. */
interface Site {
  readonly brokers: readonly string[]
  readonly namespace: string
  readonly lines: string
}

function siteOn(brokers: readonly string[]): Site {
  const namespace = `t${randomUUID().slice(0, 8)}`
  return { brokers, namespace, lines: `${namespace}-lines` }
}

function topics({ brokers, namespace, lines }: Site, args: readonly string[], env = {}): Promise<Ran> {
  const sets = [`kafka.brokers=${brokers.join(',')}`, `namespace=${namespace}`, `lines.topics=${lines}`]
  const fixed = ['redis.host=redis.example.org', 'layout.shards=3', ...sets].flatMap(set => ['--set', set])
  return runSequor(['topics', ...args, ...fixed], { env })
}

/** The last line of what is told, without colours: how many topics, and what is wrong with them. */
function counts({ stderr }: Ran): string {
  return stderr.trimEnd().split('\n').at(-1)!
}

async function adminOf<T>(
  brokers: readonly string[],
  use: (admin: ReturnType<ReturnType<typeof kafkaClient>['admin']>) => Promise<T>,
): Promise<T> {
  const admin = kafkaClient(brokers).admin()
  await admin.connect()
  return use(admin).finally(() => admin.disconnect())
}

/** The topic of the shippers, as `check` wants it. */
async function createLines({ brokers, lines }: Site): Promise<void> {
  const configEntries = [{ name: 'message.timestamp.type', value: 'LogAppendTime' }]
  await adminOf(brokers, admin => admin.createTopics({ topics: [{ topic: lines, numPartitions: 2, configEntries }] }))
}

describe.skipIf(skipped)(`sequor topics, with a Kafka${reason}`, () => {
  let kafka: KafkaServer
  beforeAll(async () => {
    kafka = await startKafka()
  })
  afterAll(() => kafka?.stop())

  it('creates what is missing with its settings, and leaves it alone the next time', async () => {
    const site = siteOn(kafka.brokers)
    await createLines(site)
    const first = await topics(site, ['create', '--replication', '1'])
    expect(first).toMatchObject({ code: 0, stderr: '9 topics, 0 that the service refuses, 0 warnings\n' })
    expect(first.stdout.match(/^created /gm)).toHaveLength(8)
    const name = `${site.namespace}.matches-g1`
    const described = await adminOf(kafka.brokers, async admin => ({
      ...(await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: TOPIC, name }] })).resources[0],
      ...(await admin.fetchTopicMetadata({ topics: [name] })).topics[0],
    }))
    expect(described.partitions).toHaveLength(3)
    const settings = new Map(described.configEntries!.map(({ configName, configValue }) => [configName, configValue]))
    for (const { setting, value } of promisesOf('matches', 1))
      expect(`${setting}=${settings.get(setting)}`).toBe(`${setting}=${value}`)

    const second = await topics(site, ['create'])
    expect(second.code).toBe(0)
    expect(second.stdout.match(/^left as it is /gm)).toHaveLength(8)
    expect(second.stdout).not.toContain('created')
    const checked = await topics(site, ['check'])
    expect(checked.code).toBe(0)
    expect(counts(checked)).toBe('9 topics, 0 that the service refuses, 8 warnings')
    expect((await topics(site, ['check', '--deny-warnings'])).code).toBe(1)
  })

  it('creates nothing with --dry-run, and lets the brokers judge it all the same', async () => {
    const site = siteOn(kafka.brokers)
    await createLines(site)
    const ran = await topics(site, ['create', '--dry-run', '--replication', '1'])
    expect(ran.code).toBe(0)
    expect(ran.stdout.match(/^would create /gm)).toHaveLength(8)
    expect(await topics(site, ['create', '--dry-run', '--replication', '9'])).toMatchObject({ code: 4 })
    const names = await adminOf(kafka.brokers, admin => admin.listTopics())
    expect(names.filter(name => name.startsWith(site.namespace))).toEqual([site.lines])
  })

  it('finds what somebody has altered, and the command that mends it; create leaves it as it is', async () => {
    const site = siteOn(kafka.brokers)
    await createLines(site)
    await topics(site, ['create', '--replication', '1'])
    const name = `${site.namespace}.matches-g1`
    const alter = (configEntries: { name: string; value: string }[]) =>
      adminOf(kafka.brokers, admin =>
        admin.alterConfigs({ validateOnly: false, resources: [{ type: TOPIC, name, configEntries }] }),
      )
    await alter([{ name: 'retention.ms', value: '1000' }])
    expect((await topics(site, ['create'])).code).toBe(0)
    const ran = await topics(site, ['check', '--format', 'ndjson'])
    expect(ran.code).toBe(1)
    const refused = ran.stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { topic: string; severity: string; message: string; remedy: string })
      .filter(({ severity }) => severity === 'refuse')
    expect(refused.map(({ message }) => message.split(':')[0])).toEqual([
      'message.timestamp.type is CreateTime',
      'retention.ms is 1000',
    ])
    expect(refused[1]!.remedy).toContain(`--entity-name ${name} --add-config retention.ms=3283200000`)
    await adminOf(kafka.brokers, admin => admin.createPartitions({ topicPartitions: [{ topic: name, count: 5 }] }))
    const grown = await topics(site, ['check'])
    expect(grown.stdout).toContain(`${name}: refuse: has 5 partitions, not 3`)
  })

  it('says that a topic of lines is missing, and which stamps no bound holds', async () => {
    const site = siteOn(kafka.brokers)
    const none = await topics(site, ['check'])
    expect(none.code).toBe(1)
    expect(none.stdout).toContain(`${site.lines}: refuse: does not exist`)
    await adminOf(kafka.brokers, admin => admin.createTopics({ topics: [{ topic: site.lines }] }))
    expect((await topics(site, ['check'])).stdout).toContain('message.timestamp.type is CreateTime without bounds')
  })

  it('says that no broker is there to ask for a user', async () => {
    const env = {
      SEQUOR_KAFKA__SASL__USERNAME: 'guest',
      SEQUOR_KAFKA__SASL__PASSWORD: 'x',
      SEQUOR_KAFKA__SASL__MECHANISM: 'plain',
    }
    const ran = await topics(siteOn(kafka.brokers), ['check'], env)
    expect(ran.code).toBe(4)
    expect(ran.stderr).toContain('asks nobody who he is')
  })
})

describe('sequor topics, without a Kafka', () => {
  it('ends with 4 and says at which address nobody answers', async () => {
    const ran = await topics(siteOn(['127.0.0.1:1']), ['check'])
    expect(ran).toMatchObject({ code: 4, stdout: '' })
    expect(ran.stderr).toContain('no broker answers at 127.0.0.1:1 (ECONNREFUSED)')
  })

  it.each([
    [['check', '--replication', '0'], 'no number of copies'],
    [['alter'], 'sequor topics create'],
    [['check', '--set', 'kafka.brokrs=x'], 'did you mean `kafka.brokers`?'],
  ])('%j ends with 3 and says what to do', async (args, hint) => {
    const ran = await topics(siteOn(['127.0.0.1:1']), args)
    expect(ran).toMatchObject({ code: 3, stdout: '' })
    expect(ran.stderr).toContain(hint)
  })
})

describe.skipIf(skipped)(`sequor topics, with two brokers${reason}`, () => {
  let kafka: KafkaServer
  beforeAll(async () => {
    kafka = await startKafka({ brokers: 2 })
  })
  afterAll(() => kafka?.stop())

  it('keeps two copies of which both confirm each record, and finds nothing to say', async () => {
    const site = siteOn(kafka.brokers)
    await createLines(site)
    const ran = await topics(site, ['create'])
    expect(ran.stdout).toContain('2 copies')
    expect(ran.stdout).toContain('min.insync.replicas=2')
    const checked = await topics(site, ['check', '--deny-warnings'])
    expect(counts(checked)).toBe('9 topics, 0 that the service refuses, 0 warnings')
    expect(checked.code).toBe(0)
  })
})
