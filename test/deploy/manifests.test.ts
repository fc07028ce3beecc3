import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { formatProblem } from '../../src/document/problem.ts'
import { lackingForHelm, type Rendered } from '../support/deploy/helm.ts'
import { faultsOf } from '../support/deploy/kubernetes-faults.ts'
import { MANIFESTS, manifests } from '../support/deploy/manifests.ts'
import { filesBelow, textOf } from '../support/repository.ts'
import { loadedFrom } from '../unit/config/sources.ts'

const lacking = process.env['CI'] ? null : lackingForHelm()
const FILES = filesBelow(MANIFESTS)
const objects = FILES.flatMap(file => parseAllDocuments(textOf(file)).map(document => document.toJS() as Rendered))

it.skipIf(lacking !== null)(
  `the manifests are what \`node test/support/deploy/manifests.ts\` writes${lacking === null ? '' : ` (no ${lacking})`}`,
  async () => {
    const written = await manifests()
    expect(FILES).toEqual([...written.keys()].map(file => `${MANIFESTS}/${file}`).sort())
    for (const [file, text] of written) expect(textOf(`${MANIFESTS}/${file}`)).toBe(text)
  },
)

describe('the manifests', () => {
  it('are all that runs in a release, in the form of Kubernetes', () => {
    expect(objects.map(({ kind }) => kind).sort()).toEqual(['ConfigMap', 'Deployment', 'Job', 'PodDisruptionBudget'])
    expect(objects.flatMap(faultsOf)).toEqual([])
  })

  it('need no Helm and name no namespace', () => {
    const text = JSON.stringify(objects)
    expect(text).not.toMatch(/helm/i)
    expect(text).not.toContain('checksum/')
    expect(text).not.toContain('"namespace"')
  })

  it('have one configuration, which sequor takes, for the service and the job', () => {
    const [map] = objects.filter(({ kind }) => kind === 'ConfigMap')
    const { 'sequor.yaml': text } = map!['data'] as { 'sequor.yaml': string }
    expect(loadedFrom({ text }).problems.map(formatProblem)).toEqual([])
    const mounted = [...JSON.stringify(objects).matchAll(/"configMap":\{"name":"([^"]+)"/g)].map(([, name]) => name)
    expect(mounted).toEqual([map!.metadata.name, map!.metadata.name])
  })
})
