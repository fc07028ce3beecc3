import type { Command } from './command.ts'

interface Entry {
  readonly summary: string
  readonly load: () => Promise<Command>
}

/** Every command by its name. Loaded only when it is run: start-up counts. */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  replay: {
    summary: 'logs in, incidents out',
    load: async () => (await import('./replay-command.ts')).replayCommand,
  },
  compare: {
    summary: 'two rule sets over the same logs: which incidents appear, vanish, change',
    load: async () => (await import('./compare-command.ts')).compareCommand,
  },
  test: {
    summary: "run the rules' own tests",
    load: async () => (await import('./test-command.ts')).testCommand,
  },
  check: {
    summary: 'check rule files: errors and warnings with their places',
    load: async () => (await import('./check-command.ts')).checkCommand,
  },
  parse: {
    summary: 'lines in, events out',
    load: async () => (await import('./parse-command.ts')).parseCommand,
  },
  explain: {
    summary: 'why a rule fired, or did not',
    load: async () => (await import('./explain-command.ts')).explainCommand,
  },
  run: {
    summary: 'the service: lines from Kafka in, incidents to Kafka out',
    load: async () => (await import('./run-command.ts')).runCommand,
  },
  deliver: {
    summary: 'tickets of the incidents that the service publishes',
    load: async () => (await import('./deliver-command.ts')).deliverCommand,
  },
  init: {
    summary: 'a folder to begin with: a configuration, a rule and its test',
    load: async () => (await import('./init-command.ts')).initCommand,
  },
  doctor: {
    summary: 'look at all that the service needs, and say what to do',
    load: async () => (await import('./doctor-command.ts')).doctorCommand,
  },
  config: {
    summary: 'print or check the configuration of the service',
    load: async () => (await import('./config-command.ts')).configCommand,
  },
  topics: {
    summary: 'create or check the Kafka topics of the service',
    load: async () => (await import('./topics-command.ts')).topicsCommand,
  },
  schema: {
    summary: 'print the JSON Schema of rules, incidents or the configuration',
    load: async () => (await import('./schema-command.ts')).schemaCommand,
  },
}
