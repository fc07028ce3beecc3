import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { statedPartition } from '../../src/adapters/kafka/append.ts'
import type { Incident } from '../../src/core/incident.ts'
import { partitionOf } from '../../src/core/shard.ts'
import { startProgram } from '../support/child-program.ts'
import { freeTcpPorts } from '../support/free-ports.ts'
import { kafkaClient } from '../support/kafka/kafka-client.ts'
import { readTopics } from '../support/kafka/read-topics.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { parseMetrics } from '../support/parse-metrics.ts'
import { textOf } from '../support/repository.ts'
import { type Fault, faultyProxy } from '../support/rt/faulty-proxy.ts'
import { type RequestTrackerServer, startRt } from '../support/rt/start-rt.ts'
import { runSequor } from '../support/run-sequor.ts'
import { seededChance } from '../support/seeded-random.ts'
import { waitUntil } from '../support/wait-until.ts'

const MAIN = fileURLToPath(new URL('../../src/sequor.js', import.meta.url))
const PARTITIONS = 3
const TIMEOUT_MS = 5_000
const INCIDENTS = 40
/** What the way to the server does to every so-manieth call. */
const FAULTS: readonly Fault[] = ['lost', 'slow', 'cut', 500, 429]
const EVERY = 15

const [sample] = JSON.parse(textOf('test/fixtures/incidents/missed-updated-escalated-reopened.json')) as [Incident]
const LIVES: readonly (readonly Incident['action'][])[] = [
  ['opened'],
  ['opened', 'updated'],
  ['opened', 'resolved'],
  ['opened', 'updated', 'resolved'],
  ['opened', 'resolved', 'reopened'],
]
/** What a device may send: markup, an end of a query, line breaks, control and bidirectional characters. */
const HOSTILE = `<script>alert(1)</script> ' OR id > 0 -- \r\nContent-Type: text/html \u001b[31m \u202egnp.exe {{=7*7}}`

/** Every revision of incident number N: what happens to it, with a text that wishes us ill. */
function revisionsOf(number: number): readonly Incident[] {
  const id = number.toString(16).padStart(32, 'a')
  const host = `sw-${number}`
  return LIVES[number % LIVES.length]!.map((action, index) => {
    const state = action === 'resolved' ? ('resolved' as const) : ('open' as const)
    const severity = action === 'updated' ? ('error' as const) : ('warning' as const)
    const names = { id, dedup_key: `server-fails:host=${host}`, key: { host } }
    const events = [{ ...sample.events[0]!, host, text: HOSTILE }]
    const summary = `${host}: revision ${index + 1} ${HOSTILE}`
    return { ...sample, ...names, revision: index + 1, action, state, severity, summary, events }
  })
}

const lives = Array.from({ length: INCIDENTS }, (_, number) => revisionsOf(number))
let kafka: KafkaServer
let rt: RequestTrackerServer
beforeAll(async () => {
  ;[kafka, rt] = await Promise.all([startKafka(), startRt()])
})
afterAll(() => Promise.all([kafka?.stop(), rt?.stop()]))

/** What the REST2 of the real server answers. */
async function ask<T>(path: string): Promise<T> {
  const headers = { authorization: `token ${rt.token}` }
  return (await fetch(`http://127.0.0.1:${rt.port}/REST/2.0${path}`, { headers })).json() as Promise<T>
}

interface Found {
  readonly id: string
  readonly Status: string
  readonly Subject: string
  readonly CustomFields: readonly { readonly name: string; readonly values: readonly string[] }[]
}

async function allTickets(): Promise<readonly Found[]> {
  const query = new URLSearchParams({ query: "Queue='NOC'", fields: 'Status,Subject,CustomFields', per_page: '100' })
  return (await ask<{ items: readonly Found[] }>(`/tickets?${query}`)).items
}

function fieldOf(ticket: Found, name: string): string | undefined {
  return ticket.CustomFields.find(one => one.name === name)?.values[0]
}

/** What a bridge that has done everything tells of itself. */
async function expectDone(port: number): Promise<void> {
  const asked = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then(response => response.text())
  expect(await asked('/livez')).toBe('ok\n')
  expect(await asked('/readyz?verbose')).toMatch(/^\[\+]process ok\n\[\+]deliver ok\n\[\+]kafka ok\n\[\+]tickets ok\n/)
  const values = async () => {
    const families = parseMetrics(await asked('/metrics'), 'prometheus')
    const samples = [...families.values()].flatMap(family => family.samples)
    return Object.fromEntries(
      samples.map(({ name, labels, value }) => [[name, ...Object.values(labels)].join(' '), value]),
    )
  }
  await waitUntil('nothing waits any more', 60_000, async () => (await values())['sequor_deliver_waiting'] === 0)
  const told = await values()
  expect(told).toMatchObject({ sequor_deliver_oldest_age_seconds: 0, sequor_deliver_away: 0 })
  expect(told['sequor_deliver_revisions_total changed']).toBeGreaterThan(0)
}

const statusOf = ({ state, action }: Incident) =>
  state === 'resolved' ? 'resolved' : action === 'reopened' ? 'open' : 'new'

it('makes one ticket an incident, true and in order, whatever is killed, slow, refused or cut', {
  timeout: 600_000,
}, async () => {
  const chance = seededChance(7)
  const [httpPort] = (await freeTcpPorts(1)) as [number]
  const namespace = `t-${randomUUID()}`
  const client = kafkaClient(kafka.brokers)
  let isCalm = false
  let calls = 0
  /** The bridge is killed when this call comes back next: the ticket, the comment or the change is made, and it never hears. */
  let killAt: ((method: string, path: string) => boolean) | null = null
  let victim: ReturnType<typeof startProgram>
  const killed = Promise.withResolvers<void>()
  let onKill = killed
  const proxy = await faultyProxy(rt.port, TIMEOUT_MS + 1_000, (method, path) => {
    if (killAt?.(method, path)) {
      killAt = null
      void victim.kill().then(() => onKill.resolve())
      return 'lost'
    }
    // Each in turn, also where the kills are over before all were made.
    if ((isCalm && calls >= EVERY * FAULTS.length) || ++calls % EVERY !== 0) return 'none'
    return FAULTS[(calls / EVERY) % FAULTS.length]!
  })
  const sets = {
    namespace,
    ...{ 'lines.topics': 'none', 'kafka.brokers': kafka.brokers.join(','), 'kafka.sessionTimeout': '6s' },
    ...{ 'redis.host': '127.0.0.1', 'incidents.partitions': String(PARTITIONS), 'log.format': 'text' },
    ...{ 'deliver.target.url': `http://127.0.0.1:${proxy.port}`, 'deliver.target.queue': 'NOC' },
    ...{ 'deliver.timeout': `${TIMEOUT_MS}ms`, 'deliver.parallel': '3', 'http.port': String(httpPort) },
  }
  const flags = Object.entries(sets).flatMap(([name, value]) => ['--set', `${name}=${value}`])
  const env = { SEQUOR_DELIVER__TARGET__TOKEN: rt.token }
  const bridge = () => startProgram(process.execPath, [MAIN, 'deliver', ...flags], env)
  const admin = client.admin()
  await admin.connect()
  await admin.createTopics({ topics: [{ topic: 'none', numPartitions: 1 }] }).catch(() => false)
  const created = await runSequor(['topics', 'create', ...flags], { env })
  expect(created.code, created.stderr).toBe(0)
  const producer = client.producer({ createPartitioner: statedPartition })
  await producer.connect()
  const send = (incidents: readonly Incident[]) =>
    producer.sendBatch({
      topicMessages: [
        {
          topic: `${namespace}.incidents`,
          messages: incidents.map(incident => ({
            key: incident.dedup_key,
            value: JSON.stringify(incident),
            partition: partitionOf(incident.dedup_key, PARTITIONS),
          })),
        },
      ],
    })
  // A history: one that is over must not become a ticket, one that is open must.
  const [over, open] = [revisionsOf(100 * LIVES.length + 2), lives[0]!]
  await send([...over, ...open])
  victim = bridge()
  await waitUntil('the open one of the history has its ticket', 60_000, async () => (await allTickets()).length > 0)
  const poison = { ...sample, id: 'no id' }
  const rounds = Math.max(...lives.map(({ length }) => length))
  const rest = lives.slice(1)
  await send(Array.from({ length: rounds }, (_, round) => rest.flatMap(life => life[round] ?? [])).flat())
  await send([poison])

  const points: readonly ((method: string, path: string) => boolean)[] = [
    (method, path) => method === 'POST' && path === '/REST/2.0/ticket',
    (_, path) => path.endsWith('/comment'),
    method => method === 'PUT',
  ]
  for (let kill = 0; kill < 6; kill++) {
    onKill = Promise.withResolvers()
    if (kill % 2 === 0) killAt = points[kill / 2]!
    else
      void setTimeout(chance.between(1_000, 5_000))
        .then(victim.kill)
        .then(() => onKill.resolve())
    await onKill.promise
    if (kill === 3) await rt.restart()
    victim = bridge()
  }
  isCalm = true
  const isRight = (tickets: readonly Found[]) =>
    tickets.filter(ticket => {
      const life = lives.find(([first]) => first!.id === fieldOf(ticket, 'IncidentId'))
      return fieldOf(ticket, 'Sequence') === String(life?.at(-1)?.revision)
    }).length
  await waitUntil('every ticket is at its last revision', 300_000, async () => {
    victim.assertRunning()
    // Each look costs the server what a call of the bridge does.
    await setTimeout(1_000)
    return isRight(await allTickets()) >= INCIDENTS
  }).catch(error => {
    throw new Error(`${error.message}; the bridge said:\n${victim.output()}`, { cause: error })
  })
  await expectDone(httpPort)
  const tickets = await allTickets()
  const byId = Map.groupBy(tickets, ticket => fieldOf(ticket, 'IncidentId'))
  expect(byId.size).toBe(INCIDENTS)
  for (const life of lives) {
    const [ticket, second] = byId.get(life[0]!.id)!
    expect(second).toBeUndefined()
    const last = life.at(-1)!
    const seen = [ticket!.Status, fieldOf(ticket!, 'Severity'), fieldOf(ticket!, 'DedupKey')]
    expect(seen).toEqual([statusOf(last), last.severity, last.dedup_key])
    expect(ticket!.Subject).not.toMatch(/[\p{Cc}\u202e]/u)
    const { items } = await ask<{ items: { id: string; Subject: string }[] }>(
      `/ticket/${ticket!.id}/attachments?fields=Subject`,
    )
    const told = items.sort((a, b) => Number(a.id) - Number(b.id)).map(({ Subject }) => Subject)
    const comments = life.slice(1).map(({ id, revision }) => `${id}:${revision}`)
    expect(told.slice(1)).toEqual(comments)
  }
  const letters = await readTopics(client, {
    topics: [`${namespace}.dead-letters`],
    withinMs: 30_000,
    isAll: read => read.length > 0,
  })
  expect(new Set(letters.map(({ headers }) => headers['sequor.reason']))).toEqual(new Set(['not_an_incident']))
  expect([...proxy.made.keys()]).toEqual(expect.arrayContaining([...FAULTS]))
  expect(victim.output()).not.toContain(rt.token)
  victim.signal('SIGTERM')
  expect(await victim.ended).toBe(0)
  await producer.disconnect()
  await admin.disconnect()
  await proxy.close()
})
