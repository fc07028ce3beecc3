import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { matchesTopic } from '../../src/app/topics.ts'
import { SETTINGS } from '../../src/config/settings.ts'
import { formatProblem } from '../../src/document/problem.ts'
import { chartSchema } from '../support/deploy/chart-schema.ts'
import { CHART, helm, lackingForHelm, type Rendered, rendered } from '../support/deploy/helm.ts'
import { filesBelow, textOf } from '../support/repository.ts'
import { loadedFrom } from '../unit/config/sources.ts'

const lacking = process.env['CI'] ? null : lackingForHelm()
const VALUES = filesBelow(`${CHART}/ci`)
const MINIMAL = `${CHART}/ci/minimal-values.yaml`

interface Container {
  readonly args: readonly string[]
  readonly env?: readonly { readonly name: string; readonly value: string }[]
  readonly securityContext: Readonly<Record<string, unknown>>
}
interface Pod {
  readonly automountServiceAccountToken: boolean
  readonly securityContext: Readonly<Record<string, unknown>>
  readonly containers: readonly [Container]
  readonly volumes: readonly Readonly<Record<string, unknown>>[]
}
interface Workload {
  readonly selector?: { readonly matchLabels: Readonly<Record<string, string>> }
  readonly template: { readonly metadata: { readonly labels: Readonly<Record<string, string>> }; readonly spec: Pod }
}

interface AlertGroups {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly annotations: Readonly<Record<string, string>> }[]
  }[]
}

/** The pods of a release: of the service, of the job that makes topics, of the test. */
function podsOf(objects: readonly Rendered[]): readonly Pod[] {
  return objects.flatMap(object => {
    if (object.kind === 'Pod') return [object['spec'] as Pod]
    return ['Deployment', 'Job'].includes(object.kind) ? [(object['spec'] as Workload).template.spec] : []
  })
}

function configurationsOf(objects: readonly Rendered[]): readonly string[] {
  const data = objects
    .filter(({ kind }) => kind === 'ConfigMap')
    .map(object => object['data'] as Record<string, string>)
  return data.flatMap(files => files['sequor.yaml'] ?? [])
}

async function refusal(...flags: string[]): Promise<string> {
  return rendered(flags).then(
    () => 'was taken',
    (error: Error) => error.message,
  )
}

it('the schema of the values is what `node test/support/deploy/chart-schema.ts` writes', () => {
  expect(JSON.parse(textOf(`${CHART}/values.schema.json`))).toEqual(JSON.parse(JSON.stringify(chartSchema())))
})

it('the chart has the version of the package', () => {
  const { version } = JSON.parse(textOf('package.json')) as { version: string }
  expect(parse(textOf(`${CHART}/Chart.yaml`))).toMatchObject({ version, appVersion: version })
})

describe.skipIf(lacking !== null)(`the chart${lacking === null ? '' : ` (no ${lacking})`}`, () => {
  describe.each(VALUES)('with %s', values => {
    it('passes the strict lint', async () => {
      await helm(['lint', '--strict', '--quiet'], ['-f', values])
    })

    it('gives sequor a configuration that it takes, with secrets by files', async () => {
      const objects = await rendered(['-f', values])
      const [{ containers }] = podsOf(objects) as [Pod]
      const environment = Object.fromEntries((containers[0].env ?? []).map(({ name, value }) => [name, value]))
      const secrets = Object.values(environment).map(path => [path, 'redis://redis.example.org'] as const)
      const files = Object.fromEntries(secrets)
      const configurations = configurationsOf(objects)
      expect(configurations).toHaveLength(2)
      for (const text of configurations)
        expect(loadedFrom({ text, environment, files }).problems.map(formatProblem)).toEqual([])
    })

    it('sets only variables of settings, and no secret but by a file', async () => {
      const known = SETTINGS.map(({ variable }) => `${variable}_FILE`)
      const pods = podsOf(await rendered(['-f', values]))
      expect(pods).toHaveLength(3)
      const variables = pods.flatMap(({ containers }) => (containers[0].env ?? []).map(({ name }) => name))
      expect(variables.filter(name => !known.includes(name))).toEqual([])
    })

    it('keeps every pod within the restricted standard, without a token', async () => {
      for (const pod of podsOf(await rendered(['-f', values]))) {
        expect(pod).toMatchObject({
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        })
        expect(pod.containers[0].securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
        const kinds = pod.volumes.flatMap(volume => Object.keys(volume).filter(key => key !== 'name'))
        const allowed = ['configMap', 'emptyDir', 'projected', 'persistentVolumeClaim']
        expect(kinds.filter(kind => !allowed.includes(kind))).toEqual([])
      }
    })

    it('finds its own pods, and not those of the job', async () => {
      const workloads = (await rendered(['-f', values])).filter(({ kind }) => kind === 'Deployment' || kind === 'Job')
      const [job, service] = ['Job', 'Deployment'].map(
        kind => workloads.find(object => object.kind === kind)!['spec'] as Workload,
      ) as [Workload, Workload]
      const { matchLabels } = service.selector!
      expect(service.template.metadata.labels).toMatchObject(matchLabels)
      expect(job.template.metadata.labels).not.toMatchObject(matchLabels)
    })
  })

  it('asks KEDA for the lag of both groups, with the Secrets that sequor has', async () => {
    const objects = await rendered(['-f', `${CHART}/ci/oauth-values.yaml`])
    const scaler = objects.find(({ kind }) => kind === 'ScaledObject')!['spec'] as { triggers: { metadata: object }[] }
    expect(scaler.triggers.map(({ metadata }) => metadata)).toMatchObject([
      { consumerGroup: 'sequor-tag', topic: 'syslog', lagThreshold: '5000', sasl: 'oauthbearer', tls: 'enable' },
      { consumerGroup: 'sequor-correlate', topic: matchesTopic('sequor') },
    ])
    const access = objects.find(({ kind }) => kind === 'TriggerAuthentication')!['spec'] as object
    expect(access).toMatchObject({
      secretTargetRef: [
        { parameter: 'password', name: 'sequor-kafka', key: 'client-secret' },
        { parameter: 'ca', name: 'kafka-ca', key: 'ca.crt' },
      ],
    })
  })

  it.each([
    ['a number that is text', ['--set-string', 'replicas=3'], "at '/replicas': got string, want integer"],
    ['an unknown value', ['--set', 'replica=3'], "additional properties 'replica' not allowed"],
    ['an unknown setting', ['--set', 'config.kafka.broker=x'], "additional properties 'broker' not allowed"],
    [
      'a password among the values',
      ['--set', 'config.redis.password=x'],
      "additional properties 'password' not allowed",
    ],
    [
      'TLS without a word on whom to trust',
      ['--set', 'tls.kafka.enabled=true'],
      'nothing says whom to trust: set tls.kafka.ca',
    ],
    ['an authority without TLS', ['--set', 'tls.redis.publicAuthorities=true'], 'tls.redis has settings and is off'],
    ['two scalers', ['--set', 'autoscaling.keda.enabled=true,autoscaling.hpa.enabled=true'], 'leave one of them off'],
    ['two monitors', ['--set', 'podMonitor.enabled=true,serviceMonitor.enabled=true'], 'every pod would be read twice'],
    ['two places of rules', ['--set', 'rules.configMap=a,rules.claim=b'], 'rules come from one place'],
    [
      'a mechanism without its secret',
      ['--set', 'config.kafka.sasl.mechanism=plain,config.kafka.sasl.username=x'],
      'secrets has no kafka.sasl.password',
    ],
    [
      'two ways to Redis',
      ['--set', 'secrets.redis\\.url.name=a,secrets.redis\\.url.key=b'],
      'one thing must say where Redis is, not 2',
    ],
    ['a grace that is too short', ['--set', 'terminationGracePeriodSeconds=25'], 'that must be longer'],
  ])('refuses %s, and says what to do', async (_, flags, told) => {
    expect(await refusal('-f', MINIMAL, ...flags)).toContain(told)
  })

  it('brings the alerts, with the way to their pages and without those that are left out, and the dashboards', async () => {
    const objects = await rendered(['-f', `${CHART}/ci/strimzi-mtls-values.yaml`])
    const { groups } = objects.find(({ kind }) => kind === 'PrometheusRule')!['spec'] as AlertGroups
    const names = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert))
    const all = (parse(textOf(`${CHART}/files/alerts.yaml`)) as AlertGroups).groups.flatMap(({ rules }) => rules)
    expect(names).toEqual(all.map(({ alert }) => alert).filter(name => name !== 'SequorRestarts'))
    for (const { alert, annotations } of groups.flatMap(({ rules }) => rules))
      expect(annotations['runbook_url']).toBe(`https://docs.example.org/runbooks/${alert}.md`)
    const boards = objects.find(({ metadata }) => metadata.name.endsWith('-dashboards'))!['data'] as Record<
      string,
      string
    >
    const files = filesBelow(`${CHART}/files/dashboards`)
    expect(Object.values(boards).map(json => JSON.parse(json))).toEqual(files.map(file => JSON.parse(textOf(file))))
  })

  it('refuses to be installed without the three things that have no default', async () => {
    const lines = ['--set', 'config.lines.topics[0]=syslog']
    const kafka = ['--set', 'config.kafka.brokers[0]=kafka.example.org:9092']
    expect(await refusal()).toContain('config.lines.topics is missing')
    expect(await refusal(...lines)).toContain('config.kafka.brokers is missing')
    expect(await refusal(...lines, ...kafka)).toContain('one thing must say where Redis is, not 0')
  })
})
