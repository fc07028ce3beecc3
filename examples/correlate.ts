/**
 * Rules and events from a program: incidents without a log, a file or a server.
 *
 *   node examples/correlate.ts
 */
import { correlate } from '../src/core/correlate.ts'
import { eventFromData } from '../src/core/data-event.ts'
import { loadRules } from '../src/rules/load.ts'

const { rules, problems } = loadRules([
  {
    path: 'door.yaml',
    text: `id: door-left-open
title: A door is left open
key: [door]
events: { opened: { code: OPENED }, closed: { code: CLOSED } }
pattern: { kind: expectation, after: opened, expect: closed, within: 30s }
outcomes: { missed: { severity: warning, summary: "{door} is open for {elapsed}" } }
`,
  },
])
for (const { level, message } of problems) if (level === 'error') throw new Error(message)

const noon = Date.UTC(2026, 6, 9, 12)
const events = [
  { time: noon, code: 'OPENED', fields: { door: 'north' } },
  { time: noon + 5_000, code: 'OPENED', fields: { door: 'south' } },
  { time: noon + 29_000, code: 'CLOSED', fields: { door: 'north' } },
  { time: noon + 95_000, code: 'CLOSED', fields: { door: 'south' } },
].map(eventFromData)

const incidents = correlate(
  rules.map(({ rule }) => rule),
  events,
  { endMs: noon + 3_600_000 },
)
for (const { revision, action, summary, opened_at, elapsed_ms } of incidents)
  console.log(revision, action, summary, opened_at, elapsed_ms)
