import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { REPOSITORY } from '../repository.ts'
import { zipEntry } from './zip-entry.ts'

/**
 * Writes test/fixtures/kubernetes/schemas.json: what Kubernetes and two operators say of the kinds that the chart has, closed, so that
 * an unknown field is a fault, and without descriptions. Run by hand, `node test/support/deploy/kubernetes-schemas.ts`, where a kind is added or
 * a version raised; it needs pip and go, whose registries have the schemas of Kubernetes and the operators' own definitions.
 */
const WHEEL = 'kubernetes-validate==1.37.0'
const FOLDER = 'kubernetes_validate/kubernetes-json-schema/v1.36.0-local-strict'
const OPERATORS = [
  ['github.com/kedacore/keda/v2@v2.21.0', 'config/crd/bases/keda.sh_', ['scaledobjects', 'triggerauthentications']],
  [
    'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    'example/prometheus-operator-crd/monitoring.coreos.com_',
    ['podmonitors', 'prometheusrules', 'servicemonitors'],
  ],
] as const
const KINDS: Readonly<Record<string, string>> = {
  'v1/ConfigMap': 'io.k8s.api.core.v1.ConfigMap',
  'v1/Pod': 'io.k8s.api.core.v1.Pod',
  'v1/Service': 'io.k8s.api.core.v1.Service',
  'apps/v1/Deployment': 'io.k8s.api.apps.v1.Deployment',
  'batch/v1/Job': 'io.k8s.api.batch.v1.Job',
  'policy/v1/PodDisruptionBudget': 'io.k8s.api.policy.v1.PodDisruptionBudget',
  'networking.k8s.io/v1/NetworkPolicy': 'io.k8s.api.networking.v1.NetworkPolicy',
  'autoscaling/v2/HorizontalPodAutoscaler': 'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
}

type Json = Readonly<Record<string, unknown>>
export interface KubernetesSchemas {
  /** By `apiVersion/kind`: a reference into the definitions. */
  readonly kinds: Readonly<Record<string, Json>>
  readonly definitions: Readonly<Record<string, Json>>
}

const WORDS = new Set(['description', '$schema', '$id', 'example', 'externalDocs'])
/** `(?i)` is an expression of Go that JavaScript does not know. */
const isLeftOut = (key: string, value: unknown) =>
  WORDS.has(key) || key.startsWith('x-kubernetes-') || (key === 'pattern' && String(value).includes('(?i)'))

/** Without words, and with references into one document. Names of properties are kept, whatever they are. */
function bare(node: unknown, areNames = false): unknown {
  if (Array.isArray(node)) return node.map(each => bare(each))
  if (node === null || typeof node !== 'object') return node
  const kept = Object.entries(node).filter(([key, value]) => areNames || !isLeftOut(key, value))
  return Object.fromEntries(
    kept.map(([key, value]) => {
      if (key === '$ref' && typeof value === 'string') return [key, value.replace(/^.*#\/\$defs\//, '#/definitions/')]
      return [key, bare(value, !areNames && key === 'properties')]
    }),
  )
}

/** Refuses unknown fields wherever the known ones are listed. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed)
  if (node === null || typeof node !== 'object') return node
  const { 'x-kubernetes-preserve-unknown-fields': open, 'x-kubernetes-int-or-string': either, ...rest } = node as Json
  const below = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, closed(value)]))
  if (either === true) return { oneOf: [{ type: 'string' }, { type: 'integer' }] }
  const isListed = typeof below['properties'] === 'object' && below['type'] === 'object' && open !== true
  return isListed ? { additionalProperties: false, ...below } : below
}

function reached(roots: readonly unknown[], all: Readonly<Record<string, unknown>>): Record<string, Json> {
  const found: Record<string, Json> = {}
  const waiting = [...roots]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const [, name] of JSON.stringify(node).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      if (name! in found) continue
      found[name!] = all[name!] as Json
      waiting.push(all[name!])
    }
  }
  return found
}

function fetched(folder: string): KubernetesSchemas {
  execFileSync('pip', ['download', '-q', '--no-deps', '-d', folder, WHEEL])
  const wheel = readFileSync(join(folder, readdirSync(folder).find(name => name.endsWith('.whl'))!))
  const { $defs: definitions } = JSON.parse(zipEntry(wheel, `${FOLDER}/_definitions.json`).toString()) as {
    $defs: Json
  }
  const all = bare(definitions, true) as Record<string, unknown>
  const kinds: Record<string, Json> = Object.fromEntries(
    Object.entries(KINDS).map(([kind, name]) => [kind, { $ref: `#/definitions/${name}` }]),
  )
  for (const [module, prefix, names] of OPERATORS) {
    const { Dir } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' })) as {
      Dir: string
    }
    for (const name of names)
      Object.assign(kinds, customKinds(parse(readFileSync(join(Dir, `${prefix}${name}.yaml`), 'utf8'))))
  }
  return { kinds, definitions: reached(Object.values(kinds), all) }
}

interface CustomResource {
  readonly spec: {
    readonly group: string
    readonly names: { readonly kind: string }
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Json } }[]
  }
}

function customKinds({ spec: { group, names, versions } }: CustomResource): Record<string, Json> {
  return Object.fromEntries(
    versions.map(({ name, schema: { openAPIV3Schema } }) => {
      const { properties } = openAPIV3Schema as { properties: Readonly<Record<string, unknown>> }
      const parts = { ...(closed(properties) as Json), metadata: { type: 'object' } }
      const root = { ...openAPIV3Schema, properties: parts, additionalProperties: false }
      return [`${group}/${name}/${names.kind}`, bare(root) as Json]
    }),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = mkdtempSync(join(tmpdir(), 'sequor-schemas-'))
  try {
    writeFileSync(join(REPOSITORY, 'test/fixtures/kubernetes/schemas.json'), `${JSON.stringify(fetched(folder))}\n`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
