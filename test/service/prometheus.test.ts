import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProgram } from '../support/child-program.ts'
import { dashboards, queriesOf } from '../support/deploy/dashboards.ts'
import { prometheusProgram, promtool } from '../support/deploy/prometheus.ts'
import { freeTcpPorts } from '../support/free-ports.ts'
import { type KafkaServer, startKafka } from '../support/kafka/start-kafka.ts'
import { REPOSITORY } from '../support/repository.ts'
import { onScene } from '../support/service/run-scene.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { waitUntil } from '../support/wait-until.ts'

const ALERTS = join(REPOSITORY, 'deploy/helm/sequor/files/alerts.yaml')
/** Queries that have no answer while all is well. */
const ONLY_IF_WRONG = /> 0$/

let server: KafkaServer
beforeAll(async () => {
  server = await startKafka()
})
afterAll(() => server.stop())

it('a Prometheus scrapes the service: its metrics are in order, dashboards have their lines, no alert is wrong or fires', async () => {
  await onScene(server, { partitions: 2, shards: 2 }, async ({ site, processes }) => {
    const [{ httpUrl }] = await Promise.all([processes.start(), site.sendLines(4_000, 2, 1)])
    const metrics = await (await fetch(`${httpUrl}/metrics`)).text()
    expect(await promtool(['check', 'metrics'], metrics)).toEqual({ code: 0, said: '' })

    const folder = temporaryFolder()
    const config = folder('prometheus.yml')
    writeFileSync(
      config,
      JSON.stringify({
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        rule_files: [ALERTS],
        scrape_configs: [{ job_name: 'sequor', static_configs: [{ targets: [new URL(httpUrl).host] }] }],
      }),
    )
    const [port] = await freeTcpPorts(1)
    const flags = {
      'config.file': config,
      'storage.tsdb.path': folder('data'),
      'web.listen-address': `127.0.0.1:${port}`,
    }
    const program = prometheusProgram('prometheus')
    if (program === null)
      throw new Error('Prometheus is missing: test/support/install-system-packages.sh gets it, as root')
    const prometheus = startProgram(
      program,
      Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
    )
    const ask = async <T>(path: string) => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)
      return (await answer.json()) as { status: string; data: T; error?: string }
    }
    const valuesOf = async (query: string) => {
      const { status, data, error } = await ask<{ result: unknown[] }>(`query?query=${encodeURIComponent(query)}`)
      if (status !== 'success') throw new Error(`${query}: ${error}`)
      return data.result
    }
    try {
      await waitUntil('it was scraped some times', 60_000, async () => {
        prometheus.assertRunning()
        const times = await valuesOf('count_over_time(sequor_build_info[1m]) >= 5').catch(() => [])
        return times.length > 0
      })
      const queries = [...dashboards().values()].flatMap(json => queriesOf(json, { job: 'sequor', range: '30s' }))
      const empty: string[] = []
      for (const query of queries)
        if ((await valuesOf(query)).length === 0 && !ONLY_IF_WRONG.test(query)) empty.push(query)
      expect(empty).toEqual([])
      type Rules = { groups: { rules: { name: string; health: string; state: string }[] }[] }
      const { groups } = (await ask<Rules>('rules')).data
      const rules = groups.flatMap(group => group.rules)
      expect(rules.length).toBeGreaterThan(10)
      expect(rules.filter(({ health, state }) => health !== 'ok' || state === 'firing')).toEqual([])
    } finally {
      await prometheus.stop()
    }
  })
})
