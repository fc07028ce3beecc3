import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { REPOSITORY } from '../repository.ts'

/** Where the chart has them. */
export const DASHBOARDS = 'deploy/helm/sequor/files/dashboards'

type Kind = 'timeseries' | 'stat'

interface Panel {
  readonly title: string
  /** What a person should take from it. */
  readonly says: string
  readonly unit: 'short' | 's' | 'bytes' | 'reqps'
  readonly kind?: Kind
  /** Queries of PromQL, by what their lines are called. */
  readonly lines: Readonly<Record<string, string>>
}

interface Dashboard {
  readonly title: string
  readonly uid: string
  readonly panels: readonly Panel[]
}

const WIDTH = 8
const HEIGHT = 8
const COLUMNS = 3
const SOURCE = { type: 'prometheus', uid: '$source' }

/** One Prometheus with several sites tells them by `job`. */
const of = (metric: string) => `${metric}{job=~"$job"}`
const rate = (metric: string) => `rate(${of(metric)}[$__rate_interval])`

/** By the name of the file. */
const BOARDS: Readonly<Record<string, Dashboard>> = {
  overview: {
    title: 'sequor: overview',
    uid: 'sequor-overview',
    panels: [
      {
        ...{
          title: 'Processes',
          unit: 'short',
          kind: 'stat',
          lines: { processes: `count(${of('sequor_build_info')})` },
        },
        says: 'How many processes are scraped.',
      },
      {
        ...{ title: 'Lost and late', unit: 'short', kind: 'stat' },
        says: 'While both are 0, a replay of the same lines gives the same incidents.',
        lines: {
          lost: `sum(increase(${of('sequor_tag_lost_total')}[$__range]))`,
          late: `sum(increase(${of('sequor_shard_late_total')}[$__range]))`,
        },
      },
      {
        ...{ title: 'Dead letters', unit: 'short', kind: 'stat' },
        says: 'Records that were put aside.',
        lines: { '{{reason}}': `sum by (reason) (increase(${of('sequor_dead_letters_total')}[$__range]))` },
      },
      {
        ...{ title: 'Lines', unit: 'reqps', says: 'Lines a second, and those of them that are an event of a rule.' },
        lines: {
          lines: `sum(${rate('sequor_input_lines_total')})`,
          matches: `sum(${rate('sequor_input_matches_total')})`,
        },
      },
      {
        ...{ title: 'Revisions of incidents', unit: 'reqps', says: 'How many are published a second.' },
        lines: { revisions: `sum(${rate('sequor_correlate_incidents_total')})` },
      },
      {
        ...{ title: 'Absences are told so late', unit: 's' },
        says: 'How far the slowest partition, and the slowest shard, are behind the clock.',
        lines: {
          partitions: `max(${of('sequor_input_hold_back_seconds')})`,
          shards: `max(${of('sequor_shard_frontier_age_seconds')})`,
        },
      },
      {
        ...{ title: 'Windows and incidents that are kept', unit: 'short', says: 'What Redis holds.' },
        lines: {
          windows: `sum(${of('sequor_shard_windows')})`,
          incidents: `sum(${of('sequor_shard_lives')})`,
        },
      },
      {
        ...{ title: 'Memory', unit: 'bytes', says: 'Of each process.' },
        lines: { '{{instance}}': of('process_memory_usage_bytes') },
      },
      {
        ...{ title: 'Delay of the event loop', unit: 's', says: 'A process that is late with its timers lacks CPU.' },
        lines: { '{{instance}}': of('nodejs_eventloop_delay_p99_seconds') },
      },
    ],
  },
  pipeline: {
    title: 'sequor: pipeline',
    uid: 'sequor-pipeline',
    panels: [
      {
        ...{ title: 'Not read yet', unit: 'short', says: 'Records by partition.' },
        lines: { '{{topic}}/{{partition}}': `sum by (topic, partition) (${of('sequor_input_lag')})` },
      },
      {
        ...{ title: 'Held back', unit: 's', says: 'How far the promise of each partition is behind the clock.' },
        lines: { '{{topic}}/{{partition}}': `max by (topic, partition) (${of('sequor_input_hold_back_seconds')})` },
      },
      {
        ...{ title: 'Doubtful lines', unit: 'reqps', says: 'What the parser flags: docs/parsing.md.' },
        lines: { '{{flag}}': `sum by (flag) (${rate('sequor_input_flags_total')}) > 0` },
      },
      {
        ...{ title: 'Not folded yet', unit: 'short', says: 'Records of the matches topic by shard.' },
        lines: { 'shard {{shard}}': `sum by (shard) (${of('sequor_shard_lag')})` },
      },
      {
        ...{ title: 'Frontier', unit: 's', says: 'How far what is complete in each shard is behind the clock.' },
        lines: { 'shard {{shard}}': `max by (shard) (${of('sequor_shard_frontier_age_seconds')})` },
      },
      {
        ...{ title: 'Windows by shard', unit: 'short', says: 'One far before the others has a rule with many keys.' },
        lines: { 'shard {{shard}}': `sum by (shard) (${of('sequor_shard_windows')})` },
      },
      {
        ...{ title: 'Take-overs and doubts', unit: 'reqps' },
        says: 'Fences, windows built again, commits without an answer, partitions read again.',
        lines: {
          fences: `sum(${rate('sequor_correlate_fences_total')})`,
          rebuilds: `sum(${rate('sequor_correlate_rebuilds_total')})`,
          'unknown outcomes': `sum(${rate('sequor_correlate_unknown_outcomes_total')})`,
          rewinds: `sum(${rate('sequor_tag_rewinds_total')})`,
        },
      },
      {
        ...{ title: 'Redis hinders', unit: 'reqps', says: 'Attempts that Redis did not answer or refused.' },
        lines: { '{{kind}}': `sum by (kind) (${rate('sequor_redis_hindrances_total')})` },
      },
      {
        ...{ title: 'Stale lines', unit: 'reqps' },
        says: 'Lines that come an hour or more after they were written, beside all that may be an event.',
        lines: {
          judged: `sum(${rate('sequor_input_judged_total')})`,
          stale: `sum(${rate('sequor_input_stale_time_total')})`,
        },
      },
    ],
  },
}

function panelJson(panel: Panel, index: number): unknown {
  const { title, says, unit, kind = 'timeseries', lines } = panel
  return {
    ...{ id: index + 1, type: kind, title, description: says, datasource: SOURCE },
    gridPos: { x: (index % COLUMNS) * WIDTH, y: Math.floor(index / COLUMNS) * HEIGHT, w: WIDTH, h: HEIGHT },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: Object.entries(lines).map(([legendFormat, expr], i) => ({
      ...{ refId: String.fromCharCode('A'.charCodeAt(0) + i), expr, legendFormat, datasource: SOURCE },
    })),
  }
}

/** Grafana's JSON of each dashboard, by the name of its file. */
export function dashboards(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(BOARDS).map(([name, { title, uid, panels }]) => {
      const list = [
        { name: 'source', label: 'Prometheus', type: 'datasource', query: 'prometheus' },
        {
          ...{ name: 'job', label: 'Job', type: 'query', datasource: SOURCE, multi: true, includeAll: true },
          ...{ query: 'label_values(sequor_build_info, job)', refresh: 2, allValue: '.*' },
        },
      ]
      const board = {
        ...{ uid, title, tags: ['sequor'], schemaVersion: 39, refresh: '30s', time: { from: 'now-6h', to: 'now' } },
        templating: { list },
        panels: panels.map(panelJson),
      }
      return [`${name}.json`, `${JSON.stringify(board, null, 2)}\n`]
    }),
  )
}

/** Every query of a dashboard as a Prometheus is asked it, over so much time. */
export function queriesOf(json: string, { job, range }: { readonly job: string; readonly range: string }): string[] {
  const { panels } = JSON.parse(json) as { panels: { targets: { expr: string }[] }[] }
  return panels
    .flatMap(({ targets }) => targets.map(({ expr }) => expr))
    .map(expr => expr.replaceAll('$job', job).replaceAll(/\$__(?:rate_interval|range)/g, range))
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [name, json] of dashboards()) writeFileSync(join(REPOSITORY, DASHBOARDS, name), json)
