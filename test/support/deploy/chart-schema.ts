import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { configJsonSchema } from '../../../src/config/json-schema.ts'
import { REPOSITORY } from '../repository.ts'

type Schema = Readonly<Record<string, unknown>>

const CHART_SCHEMA = 'deploy/helm/sequor/values.schema.json'

/** Settings that the chart sets itself, or takes elsewhere among its values. */
const OF_THE_CHART = [
  'kafka.ssl',
  'redis.tls',
  'lines.aliases',
  'rules.paths',
  'rules.overrides',
  'http.host',
  'deliver.target.ca',
]

const text = { type: 'string' }
const flag = { type: 'boolean' }
const anyObject = { type: 'object' }
const count = (minimum: number) => ({ type: 'integer', minimum })
const list = (items: Schema) => ({ type: 'array', items })
const map = (values: Schema) => ({ type: 'object', additionalProperties: values })
const object = (properties: Schema, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...(required.length > 0 && { required }),
})

const named = { ...text, minLength: 1 }
const secretKey = object({ name: named, key: named }, ['name', 'key'])
const tls = object({
  enabled: flag,
  publicAuthorities: flag,
  ca: secretKey,
  certificate: object({ name: named, cert: named, key: named }, ['name', 'cert', 'key']),
  serverName: text,
})
const replicas = { enabled: flag, minReplicas: count(1), maxReplicas: count(1), scaleDownSeconds: count(0) }
const interval = { ...text, pattern: '^[0-9]+(ms|s|m)$' }
const monitor = object({ enabled: flag, interval, labels: map(text) })

/** The schema of the chart's values. What stands below `config` is that of the configuration, so that Helm refuses what sequor would. */
export function chartSchema(): Schema {
  const { config, secrets } = splitConfig(configJsonSchema() as Schema, [])
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...object({
      global: anyObject,
      image: object({
        repository: named,
        tag: text,
        digest: text,
        pullPolicy: { enum: ['IfNotPresent', 'Always', 'Never'] },
      }),
      imagePullSecrets: list(anyObject),
      nameOverride: text,
      fullnameOverride: text,
      config,
      secrets: object(Object.fromEntries(secrets.map(name => [name, secretKey]))),
      tls: object({ kafka: tls, redis: tls }),
      rules: object({ shipped: flag, files: map(text), configMap: text, claim: text, overrides: anyObject }),
      aliases: text,
      topics: object({ create: flag, replication: count(0), activeDeadlineSeconds: count(1) }),
      replicas: count(1),
      autoscaling: object({
        keda: object({ ...replicas, lagThreshold: count(1), pollingInterval: count(1) }),
        hpa: object({ ...replicas, cpuPercent: count(1) }),
      }),
      deliver: object({ enabled: flag, replicas: count(1), ca: secretKey, resources: anyObject }),
      terminationGracePeriodSeconds: count(1),
      resources: anyObject,
      temporarySize: text,
      podSecurityContext: anyObject,
      securityContext: anyObject,
      serviceAccountName: text,
      priorityClassName: text,
      nodeSelector: map(text),
      tolerations: list(anyObject),
      affinity: anyObject,
      topologySpread: flag,
      podAnnotations: map(text),
      podLabels: map(text),
      extraEnv: list(anyObject),
      extraVolumes: list(anyObject),
      extraVolumeMounts: list(anyObject),
      podDisruptionBudget: object({ enabled: flag, maxUnavailable: { type: ['integer', 'string'] } }),
      networkPolicy: object({
        enabled: flag,
        ingressFrom: list(anyObject),
        kafkaPorts: list(count(1)),
        redisPorts: list(count(1)),
        deliverTo: list(anyObject),
        extraEgress: list(anyObject),
      }),
      podMonitor: monitor,
      serviceMonitor: monitor,
      prometheusRule: object({ enabled: flag, labels: map(text), disable: list(text), runbookUrl: text }),
      dashboards: object({ enabled: flag, labels: map(text) }),
    }),
  }
}

/** The configuration without its secrets and without what the chart sets; and the names of the secrets. */
function splitConfig(node: Schema, path: readonly string[]): { config: Schema; secrets: readonly string[] } {
  const { $schema, default: unused, examples, properties, oneOf, required, ...rest } = node
  if (Array.isArray(oneOf)) {
    const ways = (oneOf as Schema[]).map(one => splitConfig(one, path))
    return {
      config: { ...rest, oneOf: ways.map(way => way.config) },
      secrets: [...new Set(ways.flatMap(way => way.secrets))],
    }
  }
  if (properties === undefined) return { config: withoutLookaround(rest), secrets: [] }
  const kept: Record<string, Schema> = {}
  const secrets: string[] = []
  for (const [key, child] of Object.entries(properties as Record<string, Schema>)) {
    const name = [...path, key].join('.')
    if (child['writeOnly'] === true) secrets.push(name)
    else if (!OF_THE_CHART.includes(name)) {
      const below = splitConfig(child, [...path, key])
      kept[key] = below.config
      secrets.push(...below.secrets)
    }
  }
  const needed = ((required as string[] | undefined) ?? []).filter(key => key in kept)
  return { config: { ...rest, properties: kept, ...(needed.length > 0 && { required: needed }) }, secrets }
}

/** Helm reads patterns as RE2, which knows no lookaround; sequor itself refuses what such a pattern would. */
function withoutLookaround(leaf: Schema): Schema {
  const { pattern, items, ...rest } = leaf
  const isTaken = typeof pattern === 'string' && !/\(\?[!=<]/.test(pattern)
  return {
    ...rest,
    ...(isTaken && { pattern }),
    ...(items !== undefined && { items: withoutLookaround(items as Schema) }),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(join(REPOSITORY, CHART_SCHEMA), `${JSON.stringify(chartSchema(), null, 2)}\n`)
