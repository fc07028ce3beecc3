import { basename, dirname } from 'node:path'
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

/** The text of the configuration that a pod names among its arguments, in the ConfigMap that it mounts. */
function configurationOf(objects: readonly Rendered[], { containers: [{ args }], volumes }: Pod): string {
  const { configMap } = volumes.find(({ name }) => name === 'config') as { configMap: { name: string } }
  const map = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMap.name)!
  return (map['data'] as Record<string, string>)[basename(args[args.indexOf('--config') + 1]!)]!
}

/** The variables of a pod, with the files that they name. */
function environmentOf({ containers: [{ env = [] }] }: Pod): Readonly<Record<string, string>> {
  return Object.fromEntries(env.map(({ name, value }) => [name, value]))
}

async function deploymentsOf(flags: readonly string[]): Promise<Readonly<Record<string, Workload>>> {
  const all = (await rendered(flags)).filter(({ kind }) => kind === 'Deployment')
  return Object.fromEntries(all.map(object => [object.metadata.name, object['spec'] as Workload]))
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

    it('gives every pod a configuration that it takes, with secrets by files', async () => {
      const objects = await rendered(['-f', values])
      for (const pod of podsOf(objects)) {
        const environment = environmentOf(pod)
        const secrets = Object.values(environment).map(path => [path, 'redis://redis.example.org'] as const)
        const files = Object.fromEntries(secrets)
        const text = configurationOf(objects, pod)
        expect(loadedFrom({ text, environment, files }).problems.map(formatProblem)).toEqual([])
      }
    })

    it('sets only variables of settings, and no secret but by a file', async () => {
      const known = SETTINGS.map(({ variable }) => `${variable}_FILE`)
      const objects = await rendered(['-f', values])
      const deployments = objects.filter(({ kind }) => kind === 'Deployment')
      expect(podsOf(objects)).toHaveLength(deployments.length + 2)
      const variables = podsOf(objects).flatMap(pod => Object.keys(environmentOf(pod)))
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

  describe('with tickets', () => {
    const flags = ['-f', `${CHART}/ci/tickets-values.yaml`]

    it('runs `deliver` beside the service, in pods of its own', async () => {
      const { sequor, 'sequor-deliver': deliver } = await deploymentsOf(flags)
      expect(deliver!.template.spec.containers[0].args[0]).toBe('deliver')
      expect(deliver!.template.metadata.labels).toMatchObject(deliver!.selector!.matchLabels)
      expect(deliver!.template.metadata.labels).not.toMatchObject(sequor!.selector!.matchLabels)
      expect(sequor!.template.metadata.labels).not.toMatchObject(deliver!.selector!.matchLabels)
      expect(Object.keys(await deploymentsOf(['-f', MINIMAL]))).toEqual(['sequor'])
    })

    it('probes both, and finds both for their metrics', async () => {
      const pods = Object.values(await deploymentsOf(flags)).map(({ template }) => template)
      for (const { spec } of pods)
        expect(spec.containers[0]).toMatchObject({
          ports: [{ name: 'http' }],
          livenessProbe: { httpGet: { path: '/livez', port: 'http' } },
          readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
        })
      const { spec } = (await rendered(flags)).find(({ kind }) => kind === 'PodMonitor')!
      const { selector } = spec as { selector: { matchLabels: object } }
      for (const { metadata } of pods) expect(metadata.labels).toMatchObject(selector.matchLabels)
    })

    it('tells where tickets are made, whom to trust there and the token to none but `deliver`', async () => {
      const objects = await rendered(flags)
      const delivering = podsOf(objects).filter(pod => parse(configurationOf(objects, pod)).deliver !== undefined)
      expect(delivering.map(({ containers }) => containers[0].args[0])).toEqual(['deliver'])
      const secrets = podsOf(objects).filter(pod => /sequor-tickets|tickets-ca|DELIVER/.test(JSON.stringify(pod)))
      expect(secrets).toEqual(delivering)
      const { deliver } = parse(configurationOf(objects, delivering[0]!)) as { deliver: { target: { ca: string } } }
      const { containers, volumes } = delivering[0] as Pod
      expect(JSON.stringify(containers[0])).toContain(dirname(deliver.target.ca))
      expect(JSON.stringify(volumes)).toContain(
        JSON.stringify({ name: 'tickets-ca', items: [{ key: 'ca.crt', path: basename(deliver.target.ca) }] }),
      )
    })

    it.each([
      ['https://rt.example.org:8443', 8443],
      ['https://rt.example.org/rt', 443],
    ])('lets only `deliver` reach %s', async (url, port) => {
      const objects = await rendered([...flags, '--set', `config.deliver.target.url=${url}`])
      const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy')
      const reaching = policies.filter(({ spec }) => JSON.stringify(spec).includes(`"port":${port}`))
      expect(reaching.map(({ spec }) => spec)).toEqual([
        {
          podSelector: { matchLabels: (await deploymentsOf(flags))['sequor-deliver']!.selector!.matchLabels },
          policyTypes: ['Egress'],
          egress: [{ ports: [{ port, protocol: 'TCP' }], to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }],
        },
      ])
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
    [
      'tickets without a place for them',
      ['--set', 'deliver.enabled=true,deliver.ca.name=a,deliver.ca.key=b,networkPolicy.enabled=true'],
      'config.deliver.target is missing',
    ],
    [
      'tickets without a token',
      [
        '--set',
        'deliver.enabled=true,config.deliver.target.url=https://rt.example.org,config.deliver.target.queue=NOC',
      ],
      'secrets has no deliver.target.token',
    ],
    [
      'a token for nobody',
      ['--set', 'secrets.deliver\\.target\\.token.name=a,secrets.deliver\\.target\\.token.key=b'],
      'set deliver.enabled to true',
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
