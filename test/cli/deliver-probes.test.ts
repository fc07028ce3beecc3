import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { startProgram } from '../support/child-program.ts'
import { freeTcpPorts } from '../support/free-ports.ts'
import { waitUntil } from '../support/wait-until.ts'

const MAIN = fileURLToPath(new URL('../../src/sequor.js', import.meta.url))

/** A process that makes tickets of a Kafka and in a system that are both away. */
async function lonely() {
  const [httpPort, kafkaPort, targetPort] = (await freeTcpPorts(3)) as [number, number, number]
  const sets = {
    ...{ 'lines.topics': 'syslog', 'kafka.brokers': `127.0.0.1:${kafkaPort}`, 'redis.host': '127.0.0.1' },
    ...{ 'http.port': httpPort, 'log.format': 'text' },
    ...{ 'deliver.target.url': `http://127.0.0.1:${targetPort}`, 'deliver.target.queue': 'NOC' },
  }
  const flags = Object.entries(sets).flatMap(([name, value]) => ['--set', `${name}=${value}`])
  const start = () =>
    startProgram(process.execPath, [MAIN, 'deliver', ...flags], { SEQUOR_DELIVER__TARGET__TOKEN: 'token' })
  return { start, httpPort }
}

it('`deliver` waits for a ticketing system, alive and not ready, until it is stopped', async () => {
  const { start, httpPort } = await lonely()
  const bridge = start()
  await waitUntil('it waits', 30_000, async () => bridge.output().includes('waits for the ticketing system'))
  const asked = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${httpPort}${path}`)
    return [response.status, await response.text()] as const
  }
  expect(await asked('/livez')).toEqual([200, 'ok\n'])
  const [status, reasons] = await asked('/readyz')
  expect(status).toBe(503)
  expect(reasons).toContain('[-]process is still reaching Kafka and the ticketing system\n')
  const [, metrics] = await asked('/metrics')
  expect(metrics).toContain('# TYPE sequor_deliver_revisions_total counter\n')
  expect(metrics).toContain('\nsequor_build_info{')
  bridge.signal('SIGTERM')
  expect(await bridge.ended).toBe(0)
})

it('`deliver` says which port is taken, and what to do', async () => {
  const { start } = await lonely()
  const first = start()
  await waitUntil('it waits', 30_000, async () => first.output().includes('waits for the ticketing system'))
  const second = start()
  expect(await second.ended).toBe(4)
  expect(second.output()).toContain('another program listens there')
  expect(second.output()).toContain('choose another `http.port`')
  await first.stop()
})
