import { z } from 'zod'
import { ruleSchema } from './schema.ts'

/** JSON Schema (draft 2020-12) of a rule as it is written in a file, for editors. Made from the one schema of the rules. */
export function ruleJsonSchema(): object {
  return {
    title: 'sequor rule',
    ...z.toJSONSchema(ruleSchema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'throw', override }),
  }
}

/** zod leaves out the examples of what it transforms, as they could be of its result. Ours are what stands in a file. */
function override({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes
  jsonSchema: z.core.JSONSchema.BaseSchema
}): void {
  const { examples } = z.globalRegistry.get(zodSchema) ?? {}
  if (Array.isArray(examples)) jsonSchema.examples = examples
}
