import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { REPOSITORY } from '../repository.ts'
import { CHART, rendered } from './helm.ts'

export const MANIFESTS = 'deploy/manifests'

const HEAD =
  '# Written by `node test/support/deploy/manifests.ts`, from the chart. deploy/README.md says what to change, and how to use it.\n'

/** Which kinds stand in which file, in the order in which they are applied. What only Helm runs, as its test, stands in none. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  'config.yaml': ['ConfigMap'],
  'topics.yaml': ['Job'],
  'sequor.yaml': ['Deployment', 'PodDisruptionBudget'],
}

/** The job runs before a release has anything, so Helm gives it a copy of the configuration: here one is enough. */
const COPY = 'sequor-topics'
const COPY_USED = `configMap:\n            name: ${COPY}\n`
const USED = COPY_USED.replace(COPY, 'sequor')

/** What only Helm needs, or would be wrong once a person edits the file. */
const OF_HELM = /^(?:helm\.sh\/|checksum\/|app\.kubernetes\.io\/managed-by$)/

/** The manifests by the names of their files: what the chart renders with the least values, for those who have no Helm. */
export async function manifests(): Promise<ReadonlyMap<string, string>> {
  const objects = await rendered(['-f', `${CHART}/ci/minimal-values.yaml`])
  return new Map(
    Object.entries(FILES).map(([file, kinds]) => {
      const kept = objects.filter(
        ({ kind, metadata }) => kinds.includes(kind) && !(kind === 'ConfigMap' && metadata.name === COPY),
      )
      const texts = kept.map(object => stringify(bare(object), { lineWidth: 0 }).replaceAll(COPY_USED, USED))
      return [file, `${HEAD}${texts.join('---\n')}`]
    }),
  )
}

/** Without labels and annotations of Helm, wherever they stand. */
function bare(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(bare)
  if (node === null || typeof node !== 'object') return node
  const kept = Object.entries(node)
    .filter(([key]) => !OF_HELM.test(key))
    .map(([key, value]) => [key, bare(value)] as const)
  return Object.fromEntries(
    kept.filter(([key, value]) => key !== 'annotations' || Object.keys(value as object).length > 0),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(join(REPOSITORY, MANIFESTS), { recursive: true })
  for (const [file, text] of await manifests()) writeFileSync(join(REPOSITORY, MANIFESTS, file), text)
}
