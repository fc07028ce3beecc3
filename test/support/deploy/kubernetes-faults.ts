import { Ajv } from 'ajv'
import { textOf } from '../repository.ts'
import type { Rendered } from './helm.ts'
import type { KubernetesSchemas } from './kubernetes-schemas.ts'

const { kinds, definitions } = JSON.parse(textOf('test/fixtures/kubernetes/schemas.json')) as KubernetesSchemas
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
/** The kinds of which there is a schema, as `apiVersion/kind`. */
export const KNOWN_KINDS = Object.keys(kinds).sort()
const SCHEMAS = new Map(Object.entries(kinds).map(([kind, schema]) => [kind, ajv.compile({ ...schema, definitions })]))

/** All that Kubernetes would say is wrong with the form of an object. */
export function faultsOf(object: Rendered): readonly string[] {
  const kind = `${object.apiVersion}/${object.kind}`
  const fits = SCHEMAS.get(kind)
  if (fits === undefined) return [`${kind}: no schema of it`]
  fits(object)
  return (fits.errors ?? []).map(
    ({ instancePath, message }) => `${kind} ${object.metadata.name}${instancePath}: ${message}`,
  )
}
