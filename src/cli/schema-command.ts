import { INCIDENT_SCHEMA } from '../core/incident-schema.ts'
import { ruleJsonSchema } from '../rules/json-schema.ts'
import { readArguments } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'

const HELP = `sequor schema rule|incident: prints a JSON Schema (draft 2020-12)

  sequor schema rule > rule.schema.json     for editors: completion and errors in rule files
  sequor schema incident                    for subscribers of the incident records

exit codes: 0 done, 3 faulty arguments`

async function schema(argv: readonly string[], { terminal }: CommandContext): Promise<ExitCode> {
  const { positionals } = readArguments(argv, {})
  const [name] = positionals
  if (positionals.length !== 1 || (name !== 'rule' && name !== 'incident')) {
    throw new UsageError('no schema of that name', 'write `sequor schema rule` or `sequor schema incident`')
  }
  await terminal.out(`${JSON.stringify(name === 'rule' ? ruleJsonSchema() : INCIDENT_SCHEMA, null, 2)}\n`)
  return EXIT.done
}

export const schemaCommand: Command = { help: HELP, run: schema }
