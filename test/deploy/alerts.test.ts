import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { DELIVER_INSTRUMENTS } from '../../src/app/deliver-metrics.ts'
import { INSTRUMENTS } from '../../src/app/metrics.ts'
import { prometheusName } from '../../src/app/metrics-text.ts'
import { DASHBOARDS, dashboards, queriesOf } from '../support/deploy/dashboards.ts'
import { lackingForPrometheus, promtool } from '../support/deploy/prometheus.ts'
import { filesBelow, REPOSITORY, textOf } from '../support/repository.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ALERTS = 'deploy/helm/sequor/files/alerts.yaml'
const lacking = process.env['CI'] ? null : lackingForPrometheus()

interface Alert {
  readonly alert: string
  readonly expr: string
}
const alerts = (parse(textOf(ALERTS)) as { groups: { rules: Alert[] }[] }).groups.flatMap(({ rules }) => rules)

type Series = Readonly<Record<string, string>>
interface Case {
  /** In minutes. */
  readonly at: number
  readonly fires: readonly Series[]
  readonly silent: readonly Series[]
}

const counted = (series: string, least = '0x10 1x30'): Case => ({
  ...{ at: 15, fires: [{ [series]: least }] },
  silent: [{ [series]: '7x40' }],
})
/** More than five in a quarter of an hour. */
const often = (series: string): Case => ({
  ...{ at: 20, fires: [{ [series]: '0+1x40' }] },
  silent: [{ [series]: '0x10 5x30' }, { [series]: '7x40' }],
})

/** Series of a minute a value: with which an alert fires, and with which it does not. */
const CASES: Readonly<Record<string, Case>> = {
  SequorAbsent: {
    at: 10,
    fires: [{ up: '1x40' }, { 'sequor_build_info{instance="deliver"}': '1x40' }],
    silent: [{ 'sequor_rules_stale{instance="a"}': '0x40' }],
  },
  SequorLinesLost: counted('sequor_tag_lost_total'),
  SequorLateMatches: counted('sequor_shard_late_total{shard="1"}'),
  SequorDeadLetters: counted('sequor_dead_letters_total{reason="tag_failed"}'),
  SequorHeldBack: {
    at: 10,
    fires: [{ 'sequor_input_hold_back_seconds{topic="t",partition="0"}': '121x40' }],
    silent: [
      { 'sequor_input_hold_back_seconds{topic="t",partition="0"}': '120x40' },
      { 'sequor_input_hold_back_seconds{topic="t",partition="0"}': '600x7 0x40' },
    ],
  },
  SequorShardBehind: {
    at: 10,
    fires: [{ 'sequor_shard_frontier_age_seconds{shard="1"}': '181x40' }],
    silent: [{ 'sequor_shard_frontier_age_seconds{shard="1"}': '180x40' }],
  },
  SequorLagGrows: {
    at: 40,
    fires: [{ 'sequor_input_lag{partition="0"}': '30000+500x50', 'sequor_input_lag{partition="1"}': '30000+500x50' }],
    silent: [{ 'sequor_input_lag{partition="0"}': '90000-900x50' }, { 'sequor_input_lag{partition="0"}': '0+1000x50' }],
  },
  SequorRewinds: counted('sequor_tag_rewinds_total'),
  SequorRebuilds: counted('sequor_correlate_rebuilds_total'),
  SequorFences: often('sequor_correlate_fences_total'),
  SequorUnknownOutcomes: often('sequor_correlate_unknown_outcomes_total'),
  SequorRedisHindered: {
    at: 10,
    fires: [
      {
        'sequor_redis_hindrances_total{kind="timeout",instance="a"}': '0+8x40',
        'sequor_redis_hindrances_total{kind="timeout",instance="b"}': '0+8x40',
      },
    ],
    silent: [{ 'sequor_redis_hindrances_total{kind="timeout"}': '0+8x40' }],
  },
  SequorStaleTimes: {
    at: 40,
    fires: [{ sequor_input_judged_total: '0+100x50', sequor_input_stale_time_total: '0+11x50' }],
    silent: [{ sequor_input_judged_total: '0+100x50', sequor_input_stale_time_total: '0+9x50' }],
  },
  SequorRulesStale: {
    at: 10,
    fires: [{ 'sequor_rules_stale{instance="a"}': '0x3 1x40', 'sequor_rules_stale{instance="b"}': '0x40' }],
    silent: [{ 'sequor_rules_stale{instance="a"}': '0 1 1 0x40' }],
  },
  SequorRulesDiffer: {
    at: 20,
    fires: [
      {
        'sequor_rules_active{set="s1",instance="a"}': '30x40',
        'sequor_rules_active{set="s2",instance="b"}': '31x40',
      },
    ],
    silent: [
      {
        'sequor_rules_active{set="s1",instance="a"}': '30x40',
        'sequor_rules_active{set="s1",instance="b"}': '30x40',
      },
    ],
  },
  SequorUnreadable: counted('sequor_correlate_unreadable_total'),
  SequorOverBound: counted('sequor_shard_over_bound_total{shard="1"}'),
  SequorRestarts: {
    at: 30,
    fires: [
      {
        'process_start_time_seconds{job="s",instance="a"}': '0 60 120 180 240x40',
        'sequor_build_info{job="s",instance="a",version="1"}': '1x50',
      },
    ],
    silent: [
      {
        'process_start_time_seconds{job="s",instance="a"}': '0 60 120 180x40',
        'sequor_build_info{job="s",instance="a",version="1"}': '1x50',
      },
      { 'process_start_time_seconds{job="other",instance="a"}': '0 60 120 180 240x40' },
    ],
  },
}

/** A test of promtool: whether the alert fires at that minute. */
function testOf(alert: string, { at, series, fires }: { at: number; series: Series; fires: boolean }) {
  const asked = { expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) > 0`, eval_time: `${at}m` }
  return {
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [{ ...asked, exp_samples: fires ? [{ labels: '{}', value: 1 }] : [] }],
  }
}

it('every alert has a page with what it means, what to look at and what to do, and every page an alert', () => {
  const names = alerts.map(({ alert }) => alert).sort()
  expect(filesBelow('docs/runbooks').sort()).toEqual(names.map(name => `docs/runbooks/${name}.md`))
  for (const name of names)
    expect(textOf(`docs/runbooks/${name}.md`)).toMatch(
      new RegExp(`^# ${name}\n\n\\S.*\n\n## Look at\n\n- .*\n\n## Do\n\n- `, 's'),
    )
  for (const name of names) expect(textOf('docs/operating.md')).toContain(`[${name}](runbooks/${name}.md)`)
  expect(Object.keys(CASES).sort()).toEqual(names)
})

it('the dashboards are what `node test/support/deploy/dashboards.ts` writes', () => {
  for (const [name, json] of dashboards()) expect(JSON.parse(textOf(`${DASHBOARDS}/${name}`))).toEqual(JSON.parse(json))
  expect(filesBelow(DASHBOARDS)).toHaveLength(dashboards().size)
})

it('alerts, their pages and dashboards name metrics that there are', () => {
  const known = new Set(['ALERTS', ...[...INSTRUMENTS, ...DELIVER_INSTRUMENTS].map(prometheusName)])
  const queries = [...dashboards().values()].flatMap(json => queriesOf(json, { job: '.*', range: '5m' }))
  const pages = filesBelow('docs/runbooks').map(textOf)
  const asked = [...queries, ...alerts.map(({ expr }) => expr)]
  const named = [...asked, ...pages].flatMap(text => text.match(/\b(?:sequor|process|nodejs|v8js)_\w+/g) ?? [])
  expect(named.length).toBeGreaterThan(asked.length - 1)
  expect(named.filter(name => !known.has(name))).toEqual([])
})

describe.skipIf(lacking !== null)(`the alerts${lacking === null ? '' : ` (no ${lacking})`}`, () => {
  it('are rules that Prometheus takes', async () => {
    expect(await promtool(['check', 'rules', join(REPOSITORY, ALERTS)])).toMatchObject({ code: 0 })
  })

  it('fire when they must, and not below their bounds', async () => {
    const tests = Object.entries(CASES).flatMap(([alert, { at, fires, silent }]) => [
      ...fires.map(series => testOf(alert, { at, series, fires: true })),
      ...silent.map(series => testOf(alert, { at, series, fires: false })),
    ])
    const file = temporaryFolder()('alerts.test.yaml')
    writeFileSync(file, stringify({ rule_files: [join(REPOSITORY, ALERTS)], evaluation_interval: '1m', tests }))
    const { code, said } = await promtool(['test', 'rules', file])
    expect([code, said]).toEqual([0, expect.stringContaining('SUCCESS')])
  })
})
