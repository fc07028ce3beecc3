import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, stringify } from 'yaml'
import { promisesOf, wantedTopics } from '../../../src/app/topics.ts'
import { topicPlanOf } from '../../../src/cli/topic-plan.ts'
import type { Config } from '../../../src/config/schema.ts'
import { configFrom } from '../../unit/config/sources.ts'
import { listedRights } from '../kafka/rights.ts'
import { REPOSITORY, textOf } from '../repository.ts'
import { CHART, type Rendered } from './helm.ts'

export const STRIMZI = 'deploy/strimzi'

/** The values of the chart to which these files fit. */
const VALUES = `${CHART}/ci/strimzi-mtls-values.yaml`
const CLUSTER = 'events'
/** As in those values: the operator puts the certificate of a user into a Secret of that name. */
const USER = 'sequor'
const REPLICATION = 3

const HEAD = `# Written by \`node test/support/deploy/strimzi.ts\`, for the configuration of ${VALUES}.\n`
const RESOURCES = { topic: 'topic', group: 'group', 'transactional-id': 'transactionalId' } as const

/** What Strimzi's operators are given, by the names of the files: the topics that \`sequor topics create\` would make, and our user. */
export function strimziFiles(): ReadonlyMap<string, string> {
  const config = strimziConfig()
  const written = (objects: readonly Rendered[]) =>
    `${HEAD}${objects.map(object => stringify(object, { lineWidth: 0 })).join('---\n')}`
  return new Map([
    ['topics.yaml', written(topicsOf(config))],
    ['user.yaml', written([userOf(config)])],
  ])
}

/** The configuration in those values. */
export function strimziConfig(): Config {
  const { config } = parse(textOf(VALUES)) as { config: unknown }
  return configFrom({ text: stringify(config) })
}

function object(kind: string, name: string, spec: object): Rendered {
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind,
    metadata: { name, labels: { 'strimzi.io/cluster': CLUSTER } },
    spec,
  }
}

function topicsOf(config: Config): readonly Rendered[] {
  return wantedTopics(topicPlanOf(config, [])).flatMap(({ name, kind, partitions }) => {
    if (kind === 'lines') return []
    const settings = promisesOf(kind, REPLICATION).map(({ setting, value }) => [setting, value])
    return object('KafkaTopic', name, { partitions, replicas: REPLICATION, config: Object.fromEntries(settings) })
  })
}

/** The rights that docs/operating.md lists, all of them: the service, the job that makes topics and `deliver` are one user in the chart. */
function userOf({ namespace, lines }: Config): Rendered {
  const operations = new Map<string, Set<string>>()
  for (const { resource, name, operation } of listedRights()) {
    for (const full of name === '{lines}' ? lines.topics : [name.replace('{ns}', namespace)]) {
      const place = `${resource} ${full}`
      operations.set(place, (operations.get(place) ?? new Set()).add(operation))
    }
  }
  const acls = [...operations].map(([place, allowed]) => {
    const [resource, name] = place.split(' ') as [keyof typeof RESOURCES, string]
    const isPrefix = name.endsWith('*')
    return {
      resource: {
        type: RESOURCES[resource],
        name: isPrefix ? name.slice(0, -1) : name,
        patternType: isPrefix ? 'prefix' : 'literal',
      },
      operations: [...allowed],
    }
  })
  return object('KafkaUser', USER, { authentication: { type: 'tls' }, authorization: { type: 'simple', acls } })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(join(REPOSITORY, STRIMZI), { recursive: true })
  for (const [file, text] of strimziFiles()) writeFileSync(join(REPOSITORY, STRIMZI, file), text)
}
