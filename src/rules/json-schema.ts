import { z } from 'zod'
import { ruleSchema } from './schema.ts'

/** JSON Schema (draft 2020-12) of a rule as it is written in a file, for editors. Made from the one schema of the rules. */
export function ruleJsonSchema(): object {
  return {
    title: 'sequor rule',
    ...z.toJSONSchema(ruleSchema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'throw' }),
  }
}
