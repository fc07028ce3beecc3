import { z } from 'zod'
import { configSchema } from './schema.ts'

/** JSON Schema (draft 2020-12) of `sequor.yaml`, for editors. Secrets are `writeOnly`. Made from the one schema of the configuration. */
export function configJsonSchema(): object {
  return {
    title: 'sequor configuration',
    ...z.toJSONSchema(configSchema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'throw' }),
  }
}
