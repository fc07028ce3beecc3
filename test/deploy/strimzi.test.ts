import { expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { findingsOf } from '../../src/app/topic-findings.ts'
import { wantedTopics } from '../../src/app/topics.ts'
import { topicPlanOf } from '../../src/cli/topic-plan.ts'
import { CHART } from '../support/deploy/helm.ts'
import { STRIMZI, strimziConfig, strimziFiles } from '../support/deploy/strimzi.ts'
import { listedRights } from '../support/kafka/rights.ts'
import { filesBelow, textOf } from '../support/repository.ts'

interface Topic {
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly partitions: number
    readonly replicas: number
    readonly config: Readonly<Record<string, string>>
  }
}
interface User {
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly authorization: {
      readonly acls: readonly {
        readonly resource: { readonly type: string; readonly name: string; readonly patternType: string }
        readonly operations: readonly string[]
      }[]
    }
  }
}

const topics = parseAllDocuments(textOf(`${STRIMZI}/topics.yaml`)).map(document => document.toJS() as Topic)
const user = parse(textOf(`${STRIMZI}/user.yaml`)) as User

it('the files for Strimzi are what `node test/support/deploy/strimzi.ts` writes', () => {
  const written = strimziFiles()
  expect(filesBelow(STRIMZI)).toEqual([...written.keys()].map(file => `${STRIMZI}/${file}`).sort())
  for (const [file, text] of written) expect(textOf(`${STRIMZI}/${file}`)).toBe(text)
})

it('`topics check` finds nothing wrong with topics that are made so, and misses none of ours', () => {
  const plan = { ...topicPlanOf(strimziConfig(), []), lines: [] }
  const actual = topics.map(({ metadata: { name }, spec: { partitions, replicas, config } }) => ({
    ...{ name, partitions, replication: replicas, settings: config },
  }))
  expect(findingsOf(actual, plan, '')).toEqual([])
  expect(topics.map(({ metadata }) => metadata.name)).toEqual(wantedTopics(plan).map(({ name }) => name))
})

it('the user has each right that docs/operating.md lists, and no other', () => {
  const granted = user.spec.authorization.acls.flatMap(({ resource: { type, name, patternType }, operations }) => {
    const resource = type === 'transactionalId' ? 'transactional-id' : type
    const full = patternType === 'prefix' ? `${name}*` : name
    return operations.map(operation => `${operation} on ${resource} ${full}`)
  })
  const listed = listedRights().flatMap(({ operation, resource, name }) => {
    const names = name === '{lines}' ? ['syslog', 'asa'] : [name.replace('{ns}', 'sequor')]
    return names.map(each => `${operation} on ${resource} ${each}`)
  })
  expect(granted.sort()).toEqual([...new Set(listed)].sort())
})

it('cluster and user are those of the values for Strimzi', () => {
  const { config, tls } = parse(textOf(`${CHART}/ci/strimzi-mtls-values.yaml`)) as {
    config: { kafka: { brokers: readonly [string] } }
    tls: { kafka: { certificate: { name: string } } }
  }
  const cluster = { 'strimzi.io/cluster': config.kafka.brokers[0].split('-kafka-bootstrap')[0] }
  for (const { metadata } of [...topics, user]) expect(metadata).toMatchObject({ labels: cluster })
  expect(user.metadata.name).toBe(tls.kafka.certificate.name)
})
