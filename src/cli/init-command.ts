import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readArguments } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { harmless } from './terminal.ts'

const HELP = `sequor init DIR: a folder to begin with: a configuration, a rule, and the rule's own test

  sequor init noc        makes noc/sequor.yaml and noc/rules/link-down.yaml, and says what to do next

It writes over nothing.

exit codes: 0 done, 3 something stands there already, or faulty arguments`

const CONFIG = `# The configuration of \`sequor run\`. \`sequor config print\` shows every setting, docs/operating.md explains them.
namespace: sequor

lines:
  # Topics to which your shippers write: see deploy/shippers.
  topics: [syslog]
  # Devices whose stamps say no zone, by host; the others are taken for UTC.
  zones: []

kafka:
  brokers: [127.0.0.1:9092]

redis:
  host: 127.0.0.1

rules:
  # Yours, and not those that come with sequor; leave \`paths\` out for these.
  paths: [rules]
`

const RULE = `# A rule with its tests: \`sequor test rules\` runs them, \`sequor check rules\` looks for what it can never do.
id: link-down
title: A link goes down and stays down
description: >
  Say here why somebody should care, for whoever is woken by it.
key: [host, interface]
actions: [Look at the cable and at the other end.]
events:
  down: { code: LINEPROTO-5-UPDOWN, text: changed state to down, extract: 'Interface (?P<interface>[^,]+),' }
  up: { code: LINEPROTO-5-UPDOWN, text: changed state to up, extract: 'Interface (?P<interface>[^,]+),' }
pattern: { kind: expectation, after: down, expect: up, within: 60s }
outcomes:
  missed:
    severity: warning
    summary: "{host}: {interface} is down for {elapsed}"
    resolve: { on: up }
tests:
  - name: is told when it has been down for a minute, and resolved when it is up again
    lines:
      - { at: 0s, line: '<189>1: sw-1: Mar  1 12:00:00.000: %LINEPROTO-5-UPDOWN: Line protocol on Interface Gi1/0/1, changed state to down' }
      - { at: 90s, line: '<189>2: sw-1: Mar  1 12:01:30.000: %LINEPROTO-5-UPDOWN: Line protocol on Interface Gi1/0/1, changed state to up' }
    expect:
      - { outcome: missed, host: sw-1, interface: Gi1/0/1, state: resolved }
  - name: is silent where it comes back within a minute
    lines:
      - { at: 0s, line: '<189>1: sw-1: Mar  1 12:00:00.000: %LINEPROTO-5-UPDOWN: Line protocol on Interface Gi1/0/1, changed state to down' }
      - { at: 60s, line: '<189>2: sw-1: Mar  1 12:01:00.000: %LINEPROTO-5-UPDOWN: Line protocol on Interface Gi1/0/1, changed state to up' }
    expect: []
`

const FILES: Readonly<Record<string, string>> = { 'sequor.yaml': CONFIG, 'rules/link-down.yaml': RULE }

const NEXT = `
sequor test rules                 the rule's own tests
sequor replay --rules rules LOG   what it finds in a log of yours
edit sequor.yaml                  where Kafka and Redis are, and the topics of your lines
sequor topics create              the topics that the service needs
sequor doctor                     whether all is there, and what to do if not
sequor run                        the service
`

async function init(argv: readonly string[], { terminal }: CommandContext): Promise<ExitCode> {
  const { positionals } = readArguments(argv, {})
  const [folder] = positionals
  if (folder === undefined || positionals.length > 1)
    throw new UsageError('init takes one folder', 'write `sequor init DIR`')
  const paths = Object.keys(FILES).map(name => join(folder, name))
  const there = paths.find(path => existsSync(path))
  if (there !== undefined)
    throw new UsageError(`${harmless(there)} stands there already`, 'name another folder, or move it away')
  for (const [name, text] of Object.entries(FILES)) {
    const path = join(folder, name)
    try {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text, { flag: 'wx' })
    } catch (error) {
      throw new UsageError(`${harmless(path)} cannot be written: ${(error as NodeJS.ErrnoException).code}`)
    }
    await terminal.out(`wrote ${harmless(path)}\n`)
  }
  terminal.note(`\nNow, in ${harmless(folder)}:\n${NEXT}`)
  return EXIT.done
}

export const initCommand: Command = { help: HELP, run: init }
