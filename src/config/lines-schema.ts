import { z } from 'zod'
import { fields, words } from '../document/schema-parts.ts'
import { siteZones } from './zones.ts'

const topic = z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/, {
  error: issue =>
    `\`${String(issue.input)}\` is not a name of a topic\na topic has letters, digits, \`.\`, \`_\` and \`-\``,
})

/** A text that `siteZones` reads, as one of its two lists. */
function zoneText(list: 'zones' | 'abbreviations') {
  return words.superRefine((text, context) => {
    const found = siteZones({ zones: [], abbreviations: [], [list]: [text] })
    if ('remedy' in found) context.addIssue({ code: 'custom', message: `\`${text}\` is no zone\n${found.remedy}` })
  })
}

export const linesSchema = fields({
  topics: z
    .array(topic)
    .min(1)
    .refine(topics => new Set(topics).size === topics.length, { error: 'names a topic twice' })
    .describe('The topics to which your shippers write lines.')
    .meta({ examples: [['syslog']] }),
  keyIsHost: z
    .boolean()
    .default(false)
    .describe('Whether the key of a record names the device, for lines that name none.'),
  zones: z
    .array(zoneText('zones'))
    .prefault([])
    .describe('Zones of stamps without one: a zone for all (UTC if left out), or `PATTERN=ZONE` for some hosts.')
    .meta({ examples: [['Europe/Berlin', 'lab-*=Asia/Tokyo']] }),
  abbreviations: z
    .array(zoneText('abbreviations'))
    .prefault([])
    .describe('What an abbreviation of a zone means here.')
    .meta({ examples: [['IST=+02:00']] }),
  aliases: words
    .optional()
    .describe('A file of the names, addresses and serial numbers of each device, as hosts(5) writes them.')
    .meta({ examples: ['/etc/sequor/aliases'] }),
})
  .prefault({} as never)
  .transform(({ aliases, ...lines }) => ({ ...lines, aliases: aliases ?? null }))
