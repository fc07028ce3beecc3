import { z } from 'zod'
import { durationMs, positiveMs } from '../document/duration.ts'
import { fields, words } from '../document/schema-parts.ts'
import { byteCount } from './byte-count.ts'
import { deliverSchema } from './deliver-schema.ts'
import { httpSchema } from './http-schema.ts'
import { kafkaSchema } from './kafka-schema.ts'
import { linesSchema } from './lines-schema.ts'
import { redisSchema } from './redis-schema.ts'
import { startSchema } from './start-schema.ts'

const layoutSchema = fields({
  shards: z
    .number()
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be at least 1' })
    .max(1024, { error: 'must be at most 1024' })
    .prefault(16)
    .describe('Partitions of the matches topic: so many processes can share the work at most. Chosen once.'),
  reorder: durationMs.prefault('5s').describe('R: how far transport may have swapped lines of one device.'),
  disorder: durationMs
    .prefault('2s')
    .describe(
      'λ: disorder of arrivals within a partition. With CreateTime at least the sum of the before and after bounds of the topic.',
    ),
  clockError: durationMs.prefault('1s').describe('ε: how far the clocks of the brokers and of sequor may be apart.'),
  barrier: positiveMs.prefault('1s').describe('Δ: how often every input partition tells how far it is.'),
  belief: durationMs.prefault('7d').describe('How old the stamp of a device may be at arrival to be believed.'),
  ahead: durationMs.prefault('5s').describe('How far a stamp may stand beyond its arrival to be believed.'),
})
  .prefault({})
  .transform(({ shards, reorder, disorder, clockError, barrier, belief, ahead }) => ({
    shards,
    reorderMs: reorder,
    disorderMs: disorder,
    clockErrorMs: clockError,
    barrierMs: barrier,
    beliefMs: belief,
    aheadMs: ahead,
  }))

const limitsSchema = fields({
  fetch: byteCount.prefault('4MB').describe('The most that one answer of a broker may hold.'),
  fetchPartition: byteCount.prefault('512kB').describe('The most of one partition in it.'),
  buffer: byteCount.prefault('64MB').describe('The most that may wait in memory; above it reading pauses.'),
  line: byteCount.prefault('64KiB').describe('A longer line is cut there.'),
  record: byteCount.prefault('8MB').describe('A record with a longer value is not looked at: it is a dead letter.'),
  unpacked: byteCount
    .prefault('64MiB')
    .describe('What a compressed batch of records may unpack to, about; one of more is a dead letter.'),
  deadLetter: byteCount
    .prefault('256kB')
    .describe('How much of a record that cannot be handled the dead-letter topic keeps.'),
  slice: positiveMs.prefault('250ms').describe('How long one piece of work may take before the group hears from us.'),
})
  .prefault({})
  .transform(({ fetch, fetchPartition, buffer, line, record, unpacked, deadLetter, slice }) => ({
    fetchBytes: fetch,
    fetchPartitionBytes: fetchPartition,
    bufferBytes: buffer,
    lineBytes: line,
    recordBytes: record,
    unpackedBytes: unpacked,
    deadLetterBytes: deadLetter,
    sliceMs: slice,
  }))

/**
 * The configuration of the service as it is written: the only definition of it.
 *
 * The type that the service takes, the editors' JSON Schema, the names of variables and the table of docs/operating.md come
 * from here. Each setting has its default in the form in which it is written.
 */
export const configSchema = fields({
  namespace: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/, {
      error: 'is not a namespace\na namespace has up to 50 lower-case letters, digits and `-`',
    })
    .prefault('sequor')
    .describe('What the names of our topics, groups and keys begin with. Two deployments on one Kafka have two.'),
  lines: linesSchema,
  kafka: kafkaSchema,
  redis: redisSchema,
  rules: fields({
    paths: z
      .array(words)
      .prefault([])
      .describe('Rule files and folders. None: the rules that come with sequor.')
      .meta({ examples: [['/etc/sequor/rules']] }),
    disable: z
      .array(words)
      .prefault([])
      .describe('Ids of rules that are not run.')
      .meta({ examples: [['cisco-slup-http-502']] }),
    overrides: words
      .optional()
      .describe('A file with rules that are not run, and with other numbers for rules, by host if need be.')
      .meta({ examples: [['/etc/sequor/overrides.yaml']] }),
    watch: durationMs
      .prefault('10s')
      .describe(
        'How often these files are looked at while it runs. What two looks find alike is taken; `0s`: only at SIGHUP.',
      ),
  })
    .prefault({})
    .transform(({ overrides, watch, ...rules }) => ({ ...rules, overrides: overrides ?? null, watchMs: watch })),
  incidents: fields({
    topicBy: z
      .enum(['none', 'rule', 'severity'])
      .prefault('none')
      .describe('One topic for all incidents, one a rule, or one a severity (that with which they open).'),
    partitions: z
      .number()
      .int({ error: 'must be a whole number' })
      .min(1, { error: 'must be at least 1' })
      .max(1024, { error: 'must be at most 1024' })
      .prefault(4)
      .describe('Partitions of each of them. All of one rule and group stands in one.'),
  }).prefault({}),
  deliver: deliverSchema.optional().describe('The ticketing system of `sequor deliver`. Left out: none.'),
  layout: layoutSchema,
  start: startSchema,
  limits: limitsSchema,
  http: httpSchema,
  shutdown: fields({
    within: positiveMs
      .prefault('25s')
      .describe('How long a stop may take before it is cut short; below the grace of whoever stops us.'),
  })
    .prefault({})
    .transform(({ within }) => ({ withinMs: within })),
  log: fields({
    level: z
      .enum(['debug', 'info', 'warn', 'error'])
      .prefault('info')
      .describe('The least grave level that is logged.'),
    format: z.enum(['json', 'text']).prefault('json').describe('One JSON object a line, or lines for people.'),
  }).prefault({}),
})
  .superRefine(({ namespace, lines }, context) => {
    for (const [index, topic] of lines.topics.entries()) {
      if (!topic.startsWith(`${namespace}.`)) continue
      const message = `\`${topic}\` is a topic of sequor itself: it would read what it writes\nname the topics of your shippers, or choose another namespace`
      context.addIssue({ code: 'custom', path: ['lines', 'topics', index], message })
    }
  })
  .transform(config => ({
    ...config,
    redis: { ...config.redis, keyPrefix: config.redis.keyPrefix ?? `${config.namespace}:` },
  }))

/** The configuration as the service takes it: durations in ms, sizes in bytes, what is left out null. */
export type Config = z.output<typeof configSchema>
