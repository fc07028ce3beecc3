import { configJsonSchema } from '../config/json-schema.ts'
import { INCIDENT_SCHEMA } from '../core/incident-schema.ts'
import { ruleJsonSchema } from '../rules/json-schema.ts'
import { readArguments } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'

const HELP = `sequor schema rule|incident|config: prints a JSON Schema (draft 2020-12)

  sequor schema rule > rule.schema.json     for editors: completion and errors in rule files
  sequor schema config                      for editors: the same in sequor.yaml
  sequor schema incident                    for subscribers of the incident records

exit codes: 0 done, 3 faulty arguments`

const SCHEMAS: Readonly<Record<string, () => object>> = {
  rule: ruleJsonSchema,
  incident: () => INCIDENT_SCHEMA,
  config: configJsonSchema,
}

async function schema(argv: readonly string[], { terminal }: CommandContext): Promise<ExitCode> {
  const { positionals } = readArguments(argv, {})
  const [name = ''] = positionals
  const made = Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name] : undefined
  if (positionals.length !== 1 || made === undefined) {
    const ways = Object.keys(SCHEMAS).map(each => `\`sequor schema ${each}\``)
    throw new UsageError('no schema of that name', `write ${ways.slice(0, -1).join(', ')} or ${ways.at(-1)}`)
  }
  await terminal.out(`${JSON.stringify(made(), null, 2)}\n`)
  return EXIT.done
}

export const schemaCommand: Command = { help: HELP, run: schema }
