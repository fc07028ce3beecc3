import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Incident } from '../../src/core/incident.ts'
import { type ChildProgram, startProgram } from '../support/child-program.ts'
import { freeTcpPorts } from '../support/free-ports.ts'
import { listedRights, type Right, rightText } from '../support/kafka/rights.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { textOf } from '../support/repository.ts'
import { type RequestTrackerServer, startRt } from '../support/rt/start-rt.ts'
import { GuardedSite, plainIdentity } from '../support/service/guarded-site.ts'
import { waitUntil } from '../support/wait-until.ts'

const MAIN = fileURLToPath(new URL('../../src/sequor.js', import.meta.url))
const RIGHTS = listedRights().filter(({ use }) => use === 'deliver')
const [incident] = JSON.parse(textOf('test/fixtures/incidents/missed-recovered.json')) as [Incident]

let kafka: KafkaServer
let rt: RequestTrackerServer
beforeAll(async () => {
  ;[kafka, rt] = await Promise.all([startKafka({ guarded: true }), startRt()])
})
afterAll(() => Promise.all([kafka?.stop(), rt?.stop()]))

let lastUser = 0

/** A bridge of a user who has these rights, and an incident and a poison for it, which both come after its start. */
async function bridgeWith(
  rights: readonly Right[],
  look: (bridge: ChildProgram, metrics: () => Promise<string>) => Promise<void>,
): Promise<void> {
  const site = new GuardedSite(kafka.brokers)
  await site.create(1)
  const { user, sets, env } = plainIdentity(`user-${++lastUser}`, kafka.guarded!)
  await site.allow(user, rights)
  const [httpPort] = (await freeTcpPorts(1)) as [number]
  const flags = site.flags([
    ...sets,
    ...[`http.port=${httpPort}`, 'deliver.timeout=1s', 'deliver.target.queue=NOC', 'log.format=text'],
    `deliver.target.url=http://127.0.0.1:${rt.port}`,
  ])
  const bridge = startProgram(process.execPath, [MAIN, 'deliver', ...flags], {
    ...env,
    SEQUOR_DELIVER__TARGET__TOKEN: rt.token,
  })
  const producer = site.kafka.producer()
  await producer.connect()
  try {
    const url = `http://127.0.0.1:${httpPort}`
    const isReady = () =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      )
    await waitUntil('it is ready, or at its end', 60_000, async () => !bridge.isRunning() || (await isReady())).catch(
      error => {
        throw new Error(`${error.message}; the bridge said:\n${bridge.output()}`, { cause: error })
      },
    )
    const id = String(lastUser).padStart(32, '0')
    const messages = [
      { ...incident, id },
      { ...incident, id: 'none' },
    ].map(value => ({ value: JSON.stringify(value) }))
    await producer.send({ topic: `${site.namespace}.incidents`, messages })
    await look(bridge, () => fetch(`${url}/metrics`).then(response => response.text()))
  } finally {
    await producer.disconnect()
    await bridge.stop()
    await site.close()
  }
}

it('`deliver` makes tickets and puts aside, with the rights that docs/operating.md lists', { timeout: 120_000 }, () =>
  bridgeWith(RIGHTS, async (bridge, metrics) => {
    const told = [
      'sequor_deliver_revisions_total{outcome="changed"} 1',
      'sequor_dead_letters_total{reason="not_an_incident"} 1',
    ]
    await waitUntil('both are done', 60_000, async () => {
      bridge.assertRunning()
      const text = await metrics()
      return told.every(line => text.includes(line))
    })
  }),
)

it.each(RIGHTS.map(right => [rightText(right), right] as const))(
  '`deliver` ends and says so without %s',
  { timeout: 120_000 },
  (_, right) =>
    bridgeWith(
      RIGHTS.filter(other => other !== right),
      async bridge => {
        expect(await bridge.ended).toBe(4)
        expect(bridge.output()).toMatch(/this user may not|may not be seen by this user/)
      },
    ),
)
