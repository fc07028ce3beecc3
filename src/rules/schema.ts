import { z } from 'zod'
import { durationMs, positiveMs } from '../document/duration.ts'
import { fields, name, oneOrMany, words } from '../document/schema-parts.ts'
import { eventsSchema, sentences } from './event-schema.ts'
import { DEFAULT_UPDATE_MS, outcomesSchema, updateEveryMs } from './outcome-schema.ts'
import { patternSchema } from './pattern-schema.ts'
import { testSchema } from './test-schema.ts'

const url = z.string().regex(/^https?:\/\/\S+$/, {
  error: issue => `\`${String(issue.input)}\` is not an address\nwrite \`https://…\`, or \`{ title: …, url: … }\``,
})

const reference = z
  .union(
    [
      url.transform(address => ({ title: address, url: address })),
      fields({
        title: words.describe('What it is called.').meta({ examples: ['Vendor note'] }),
        url: url.describe('Its address.').meta({ examples: ['https://www.example.org/note.html'] }),
      }),
    ],
    {
      error: 'expected an address, or a mapping of `title` and `url`',
    },
  )
  .meta({ examples: [{ title: 'Vendor note', url: 'https://www.example.org/note.html' }] })

const LARGEST_BOUND = 10_000_000
const bound = z
  .number()
  .int({ error: 'must be a whole number' })
  .min(1, { error: 'must be at least 1' })
  .max(LARGEST_BOUND, { error: `must be at most ${LARGEST_BOUND}` })

/** How lines of this rule come: as a stream while they happen, or in pulls of a device's event log afterwards. */
export const SOURCES = ['stream', 'pulled'] as const

/**
 * A rule as it stands in a file: the only definition of the rule language.
 *
 * A file holds one rule, or several as YAML documents parted by `---`. The types of the loader and the editors' JSON
 * Schema come from here. Faults that only show between fields are found by the `check-*.ts` files.
 */
export const ruleSchema = fields({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, {
      error: issue =>
        `\`${String(issue.input)}\` is not an id\nan id has lower-case letters, digits and \`-\`, and begins with a letter or digit`,
    })
    .max(100, { error: 'must have at most 100 characters' })
    .describe('Names the rule for ever: incidents are found by it. Unique over all files.')
    .meta({ examples: ['cisco-slup-http-502'] }),
  title: words.describe('What is wrong, in a few words.').meta({ examples: ['Licence server answered 502'] }),
  description: words
    .optional()
    .describe('Why the rule is as it is: above all, where its times come from.')
    .meta({ examples: ['within 10s: the vendor shows a recovery after 9.979 s.'] }),
  key: oneOrMany(name, 'a name of a field')
    .default(['host'])
    .describe('Fields by whose values windows are kept: two devices do not answer for each other.')
    .meta({ examples: [['host'], ['server', 'host']] }),
  group: oneOrMany(name, 'a name of a field')
    .optional()
    .describe('Fields by whose values incidents are kept: some of the key. Left out: the key.')
    .meta({ examples: [['server']] }),
  labels: z
    .record(name, z.string())
    .default({})
    .describe('Copied into each incident.')
    .meta({ examples: [{ product: 'catalyst-9800', area: 'licensing' }] }),
  source: z.enum(SOURCES).default('stream').describe('`pulled` for lines that only come in pulls of an event log.'),
  shadow: z
    .boolean()
    .default(false)
    .describe(
      '`true`: it runs on live lines, and what it finds goes to a topic of its own, never to that of incidents.',
    ),
  suppress: durationMs.default(0).describe('For so long after an opening a further one is counted and opens nothing.'),
  update: updateEveryMs.default(DEFAULT_UPDATE_MS).describe('At most one update a period; 10 m if left out.'),
  grace: fields({
    after: oneOrMany(name, 'a name of an event')
      .describe('Events after which openings are held back.')
      .meta({ examples: ['boot', ['boot', 'switchover']] }),
    for: positiveMs.describe('For how long. What has not ended by then opens at its end.'),
  })
    .optional()
    .describe('Holds openings of a key back for a time: a device that starts says much that is over by itself.')
    .meta({ examples: [{ after: 'boot', for: '20m' }] }),
  bounds: fields({
    windows: bound
      .exactOptional()
      .describe('Keys that are followed at once, in each shard; 100000 if left out.')
      .meta({ examples: [100_000] }),
    remembered: bound
      .exactOptional()
      .describe('Lines that a key remembers to know copies; 1000 if left out.')
      .meta({ examples: [1000] }),
  })
    .optional()
    .describe('What is kept of the rule at most.'),
  reopen: durationMs.default(0).describe('An opening so soon after the resolution continues the incident.'),
  events: eventsSchema,
  pattern: patternSchema,
  outcomes: outcomesSchema,
  causes: sentences
    .describe('What is usually behind it, likeliest first.')
    .meta({ examples: [['The server is overloaded.']] }),
  actions: sentences.describe('What to do, in order.').meta({ examples: [['Look at the load of the server.']] }),
  references: z.array(reference).default([]).describe('Where to read more.'),
  tests: z.array(testSchema).default([]).describe('Logs, and the incidents that they must give.'),
}).describe('A rule. A file holds one, or several as YAML documents parted by `---`.')

export type RuleInFile = z.output<typeof ruleSchema>
export type RuleSourceKind = (typeof SOURCES)[number]

/** What a document must be, and what to do where it is not. */
export const A_RULE = {
  name: 'a rule',
  hint: 'write the fields of one rule, `id:` first; `---` begins another',
} as const
