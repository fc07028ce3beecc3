import { describe, expect, it } from 'vitest'
import { CHART, lackingForHelm, rendered } from '../support/deploy/helm.ts'
import { faultsOf, KNOWN_KINDS } from '../support/deploy/kubernetes-faults.ts'
import { filesBelow } from '../support/repository.ts'

const lacking = process.env['CI'] ? null : lackingForHelm()

describe.skipIf(lacking !== null)(`the objects of the chart${lacking === null ? '' : ` (no ${lacking})`}`, () => {
  const flags = filesBelow(`${CHART}/ci`).map(values => ['-f', values])

  it.each(flags)('have the form that Kubernetes and the operators give them: %s %s', async (...values) => {
    expect((await rendered(values)).flatMap(faultsOf)).toEqual([])
  })

  it('are of every kind of which there is a schema', async () => {
    const objects = (await Promise.all(flags.map(rendered))).flat()
    const used = new Set(objects.map(({ apiVersion, kind }) => `${apiVersion}/${kind}`))
    expect([...used].sort()).toEqual(KNOWN_KINDS)
  })

  it.each([
    ['a number that is text', 'Deployment', { replicas: '3' }, 'must be integer'],
    ['an unknown field', 'Deployment', { replica: 3 }, 'must NOT have additional properties'],
    ['a time that is none', 'PodMonitor', { podMetricsEndpoints: [{ interval: 'often' }] }, 'must match pattern'],
    [
      'a lag that is a number',
      'ScaledObject',
      { triggers: [{ type: 'kafka', metadata: { lagThreshold: 5 } }] },
      'must be string',
    ],
  ])('would not with %s', async (_, kind, wrong, told) => {
    const objects = await rendered(['-f', `${CHART}/ci/strimzi-mtls-values.yaml`])
    const object = objects.find(one => one.kind === kind)!
    expect(faultsOf(object)).toEqual([])
    expect(faultsOf({ ...object, spec: { ...(object['spec'] as object), ...wrong } }).join('\n')).toContain(told)
  })
})
