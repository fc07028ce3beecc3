import { ACTIONS, RESOLUTIONS } from './incident.ts'
import { OUTCOMES, SEVERITIES } from './rule.ts'

const text = { type: 'string' } as const
const time = { type: 'string', format: 'date-time' } as const
const optionalText = { type: ['string', 'null'] } as const
const texts = { type: 'array', items: text } as const
const named = { type: 'object', additionalProperties: text } as const
const count = { type: 'integer', minimum: 0 } as const

const EVENT = {
  type: 'object',
  required: ['time', 'clock', 'host', 'code', 'text', 'origin'],
  properties: {
    time,
    clock: { enum: ['device', 'arrival'], description: "Whose time it is: the device's, if it is believed." },
    host: optionalText,
    code: optionalText,
    text,
    origin: {
      type: 'object',
      required: ['topic', 'partition', 'offset'],
      properties: { topic: text, partition: count, offset: text, line: { type: 'integer', minimum: 1 } },
    },
    fields: { ...named, description: 'What the rule extracted from the text; left out where it extracted nothing.' },
  },
} as const

/** JSON Schema (draft 2020-12) of an incident record. Subscribers must accept more fields: changes are additive. */
export const INCIDENT_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'sequor incident, one revision',
  type: 'object',
  required: [
    'id',
    'revision',
    'action',
    'state',
    'severity',
    'rule',
    'outcome',
    'summary',
    'key',
    'dedup_key',
    'opened_at',
    'updated_at',
    'resolved_at',
    'resolution',
    'elapsed_ms',
    'count',
    'events',
    'events_omitted',
    'causes',
    'actions',
    'references',
    'labels',
    'replay',
  ],
  properties: {
    id: {
      type: 'string',
      pattern: '^[0-9a-f]{32}$',
      description: 'The same in the live run, in a replay and in a repeat.',
    },
    revision: { type: 'integer', minimum: 1, description: 'Counts 1, 2, 3 … without a gap.' },
    action: { enum: ACTIONS },
    state: { enum: ['open', 'resolved'] },
    severity: { enum: SEVERITIES },
    rule: { type: 'object', required: ['id', 'title', 'hash'], properties: { id: text, title: text, hash: text } },
    outcome: { enum: OUTCOMES },
    summary: text,
    key: { ...named, description: "The values of the rule's group." },
    dedup_key: { type: 'string', maxLength: 200, description: 'Names the place of the fault, for a ticketing system.' },
    opened_at: time,
    updated_at: time,
    resolved_at: { type: ['string', 'null'], format: 'date-time' },
    resolution: { enum: [...RESOLUTIONS, null] },
    elapsed_ms: { ...count, description: 'How long the fault has lasted at this revision.' },
    count: { ...count, description: 'How many lines of the fault there were.' },
    members: { type: 'array', items: named, description: 'Only with a group: the keys that are failing.' },
    events: { type: 'array', items: EVENT, maxItems: 6, description: 'The first and the last three lines.' },
    events_omitted: count,
    causes: texts,
    actions: texts,
    references: {
      type: 'array',
      items: { type: 'object', required: ['title', 'url'], properties: { title: text, url: text } },
    },
    labels: named,
    replay: { type: 'boolean', description: 'Whether it was found in a replay, not in the live run.' },
    shadow: { const: true, description: 'Only of a shadow rule: it would be an incident, and is none.' },
  },
} as const
