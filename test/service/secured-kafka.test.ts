import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authority } from '../support/certificates.ts'
import type { GuardedKafka } from '../support/kafka/guarded-listeners.ts'
import { readTopics } from '../support/kafka/read-topics.ts'
import { listedRights, type Right, type RightUse, rightText } from '../support/kafka/rights.ts'
import { type KafkaServer, lackingForKafka, startKafka } from '../support/kafka/start-kafka.ts'
import { ask, startRedis, type TestRedis } from '../support/redis/start-redis.ts'
import { type Ran, runSequor } from '../support/run-sequor.ts'
import {
  GuardedSite,
  type Identity,
  identityOf,
  plainIdentity,
  SMALL_RECORDS,
  WAYS,
} from '../support/service/guarded-site.ts'
import { RunProcesses } from '../support/service/run-processes.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { waitUntil } from '../support/wait-until.ts'

const lacking = await lackingForKafka()
const skipped = lacking !== null && !process.env['CI']
const reason = skipped ? ` (skipped: ${lacking} is missing)` : ''

const RIGHTS = listedRights()
const rightsFor = (use: RightUse) => RIGHTS.filter(right => right.use === use)
const lackingOne = (use: RightUse) => rightsFor(use).map(right => [rightText(right), right] as const)
const allBut = (right: Right) => rightsFor(right.use).filter(other => other !== right)

/** The arguments of a process, as everybody on the machine may read them; empty if it is gone. */
function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

describe.skipIf(skipped)(`a Kafka that guards its ports${reason}`, () => {
  let kafka: KafkaServer
  let guarded: GuardedKafka
  let redis: TestRedis
  beforeAll(async () => {
    ;[kafka, redis] = await Promise.all([startKafka({ guarded: true }), startRedis()])
    guarded = kafka.guarded!
  })
  afterAll(async () => {
    await kafka?.stop()
    await redis?.stop()
  })

  /** Does something at a site of its own, with processes of `sequor run`. */
  const onSite = async <T>(work: (site: GuardedSite, processes: RunProcesses) => Promise<T>): Promise<T> => {
    const site = new GuardedSite(kafka.brokers)
    const processes = new RunProcesses(site, redis.port)
    try {
      return await work(site, processes)
    } finally {
      await processes.end()
      await site.close()
    }
  }
  const topics = (action: string, site: GuardedSite, { sets, env }: Pick<Identity, 'sets' | 'env'>): Promise<Ran> =>
    runSequor(['topics', action, ...site.flags(sets)], { env })
  let lastUser = 0
  const newUser = () => plainIdentity(`user-${++lastUser}`, guarded)

  describe.concurrent('lets in, with the rights that docs/operating.md lists', () => {
    it.each(WAYS)('who comes by %s: he makes the topics, and the service publishes and puts aside', way =>
      onSite(async (site, processes) => {
        const identity = identityOf(way, guarded)
        await site.createLines(1)
        await site.allow(identity.user, RIGHTS)
        expect(await topics('create', site, identity)).toMatchObject({ code: 0 })
        const process = await processes.launch([...identity.sets, SMALL_RECORDS], { env: identity.env })
        await site.sendAllKinds()
        const wanted = [`${site.namespace}.incidents`, `${site.namespace}.dead-letters`]
        const found = await readTopics(site.kafka, {
          ...{ topics: wanted, withinMs: 60_000 },
          isAll: records => wanted.every(topic => records.some(record => record.topic === topic)),
        })
        expect(new Set(found.map(({ topic }) => topic))).toEqual(new Set(wanted))
        process.signal('SIGTERM')
        expect(await process.ended).toBe(0)
      }),
    )
  })

  describe.concurrent('keeps out', () => {
    const trusting = () => ({ SEQUOR_KAFKA__SSL__CA: guarded.authority.ca })
    const as = (user: string, password: string, mechanism = 'plain') => ({
      SEQUOR_KAFKA__SASL__MECHANISM: mechanism,
      SEQUOR_KAFKA__SASL__USERNAME: user,
      SEQUOR_KAFKA__SASL__PASSWORD: password,
    })
    const check = (place: string, env: Identity['env'], action = 'check') => {
      const site = new GuardedSite(kafka.brokers)
      return topics(action, site, { sets: [`kafka.brokers=${place}`, 'kafka.requestTimeout=2s'], env })
    }

    it('a broker whose certificate nobody signed whom we trust', async () => {
      const folder = temporaryFolder()
      const { ca } = await authority(folder(), 'another')
      for (const trusted of [{ SEQUOR_KAFKA__SSL__ENABLED: 'true' }, { SEQUOR_KAFKA__SSL__CA: ca }]) {
        const ran = await check(guarded.tls, trusted)
        expect(ran).toMatchObject({ code: 4, stdout: '' })
        expect(ran.stderr).toContain('is not trusted (UNABLE_TO_VERIFY_LEAF_SIGNATURE)')
        expect(ran.stderr).toContain('set `kafka.ssl.ca`')
      }
    })

    it('a broker whose certificate is made out to another name, unless that is the one to be expected', async () => {
      const ran = await check(guarded.alias, trusting())
      expect(ran).toMatchObject({ code: 4, stdout: '' })
      expect(ran.stderr).toContain('is not trusted (ERR_TLS_CERT_ALTNAME_INVALID)')
      const expecting = { ...trusting(), SEQUOR_KAFKA__SSL__SERVER_NAME: 'kafka-2.example.org' }
      expect((await check(guarded.alias, expecting)).stdout).toContain('does not exist')
    })

    it('nobody where it is told to be insecure', async () => {
      expect((await check(guarded.alias, { SEQUOR_KAFKA__SSL__INSECURE: 'true' })).code).toBe(1)
    })

    it('a client without a certificate, where one is asked for', async () => {
      const ran = await check(guarded.mutual, trusting())
      expect(ran).toMatchObject({ code: 4, stdout: '' })
      expect(ran.stderr).toContain('does not accept our certificate, or wants one')
      expect(ran.stderr).toContain('`kafka.ssl.cert`')
    })

    it('a client whose certificate another signed', async () => {
      const folder = temporaryFolder()
      const { cert, key } = await (await authority(folder(), 'another')).sign('sequor-client', 'DNS:sequor-client')
      const ran = await check(guarded.mutual, {
        ...trusting(),
        SEQUOR_KAFKA__SSL__CERT: cert,
        SEQUOR_KAFKA__SSL__KEY: key,
      })
      expect(ran).toMatchObject({ code: 4, stdout: '' })
      expect(ran.stderr).toContain('does not accept our certificate')
    })

    it.each(['plain', 'scram-sha-512'])('a wrong password by %s, and does not tell it', async mechanism => {
      const user = mechanism === 'plain' ? 'admin' : 'scram-user'
      const ran = await check(guarded.login, { ...trusting(), ...as(user, 'not-the-password', mechanism) })
      expect(ran).toMatchObject({ code: 4, stdout: '' })
      expect(ran.stderr).toContain('does not accept who we say we are')
      expect(ran.stderr).not.toContain('not-the-password')
    })

    it('a client to whom no token is given', async () => {
      const env = {
        ...trusting(),
        SEQUOR_KAFKA__SASL__MECHANISM: 'oauthbearer',
        SEQUOR_KAFKA__SASL__TOKEN_ENDPOINT: guarded.tokens.tokenEndpoint,
        SEQUOR_KAFKA__SASL__CLIENT_ID: 'sequor-oauth',
        SEQUOR_KAFKA__SASL__CLIENT_SECRET: 'not-the-secret',
      }
      const ran = await check(guarded.login, env)
      expect(ran).toMatchObject({ code: 4, stdout: '' })
      expect(ran.stderr).toContain('gives no token: status 401')
      expect(ran.stderr).not.toContain('not-the-secret')
    })

    it('a client that says nothing where users are asked for', async () => {
      const ran = await check(guarded.users, {})
      expect(ran.code).toBe(4)
      expect(ran.stderr).toContain('`kafka.sasl`')
    })

    it('a user who may not create topics, and names the right', async () => {
      const ran = await check(guarded.users, as('guest', 'guest-password'), 'create')
      expect(ran.code).toBe(4)
      expect(ran.stderr).toContain('may not create')
      expect(ran.stderr).toContain('kafka-acls.sh')
    })
  })

  it('tells no secret: not in logs, errors, pages, what is printed, nor in the list of processes', () =>
    onSite(async (site, processes) => {
      const planted = { redis: 'planted-redis-secret', token: 'planted-http-token', wrong: 'planted-wrong-password' }
      await ask(redis.port, `ACL SETUSER sequor on >${planted.redis} ~* +@all`)
      await site.create(1)
      const { user, sets, env } = newUser()
      const kafkaPassword = env['SEQUOR_KAFKA__SASL__PASSWORD']!
      await site.allow(user, rightsFor('run'))
      const path = temporaryFolder({ ...planted, kafka: `${kafkaPassword}\n` })
      const files = {
        SEQUOR_KAFKA__SASL__PASSWORD_FILE: path('kafka'),
        SEQUOR_REDIS__PASSWORD_FILE: path('redis'),
        SEQUOR_HTTP__TOKEN_FILE: path('token'),
      }
      const all = [...sets, 'redis.username=sequor']
      const process = await processes.launch([...all, SMALL_RECORDS], { env: files })
      await site.sendAllKinds()
      const ready = () => fetch(`${process.httpUrl}/readyz`).then(({ status }) => status === 200)
      await waitUntil('it is ready', 60_000, () => ready().catch(() => false))
      const headers = { authorization: `Bearer ${planted.token}` }
      const pages = ['/metrics', '/readyz?verbose', '/livez?verbose', '/else'].flatMap(page => [
        fetch(`${process.httpUrl}${page}`),
        fetch(`${process.httpUrl}${page}`, { headers }),
      ])
      const told = await Promise.all(pages.map(async page => (await page).text()))
      told.push(
        ...readdirSync('/proc')
          .filter(name => /^\d+$/.test(name))
          .map(argumentsOf),
      )
      expect(told.join('')).toContain(`kafka.sasl.username=${user}`)
      process.signal('SIGTERM')
      expect(await process.ended).toBe(0)
      const wrong = { ...files, SEQUOR_KAFKA__SASL__PASSWORD_FILE: path('wrong') }
      const refused = await processes.launch(all, { env: wrong })
      const unknown = await processes.launch(all, { env: { ...files, SEQUOR_REDIS__PASSWORD_FILE: path('wrong') } })
      expect(await Promise.all([refused.ended, unknown.ended])).toEqual([4, 4])
      const printed = await Promise.all(
        [
          ['config', 'print'],
          ['config', 'print', '--format', 'json'],
          ['config', 'check'],
          ['topics', 'check'],
        ].map(command => runSequor([...command, ...site.flags(all)], { env: files })),
      )
      expect(printed[0]!.stdout).toContain('password: "[secret]"')
      // Its first line too: nothing of its output was cut off.
      expect(process.output()).toContain('starts')
      told.push(...[process, refused, unknown].map(one => one.output()), ...printed.map(ran => ran.stdout + ran.stderr))
      for (const secret of [kafkaPassword, ...Object.values(planted)]) expect(told.join('\n')).not.toContain(secret)
    }))

  describe.concurrent('`sequor run` ends with 4 and says so', () => {
    it.each(lackingOne('run'))('without %s', (_, right) =>
      onSite(async (site, processes) => {
        await site.create(1)
        const identity = newUser()
        await site.allow(identity.user, allBut(right))
        await site.sendAllKinds()
        const process = await processes.launch([...identity.sets, SMALL_RECORDS], { env: identity.env })
        expect(await process.ended).toBe(4)
        expect(process.output()).toMatch(/error: .*(?:this user may not|may not be seen by this user)/)
      }),
    )
  })

  describe.concurrent('`sequor topics` fails and says so', () => {
    it.each(lackingOne('topics create'))('without %s', (_, right) =>
      onSite(async site => {
        const identity = newUser()
        await site.createLines(1)
        await site.allow(identity.user, allBut(right))
        // The first time the topics are made, then they are looked at.
        const ran = await topics('create', site, identity)
        const last = ran.code === 0 ? await topics('check', site, identity) : ran
        expect(last.code === 4 || last.code === 1).toBe(true)
        expect(last.stderr + last.stdout).toMatch(/this user may not|may not be seen by this user/)
      }),
    )
  })
})
