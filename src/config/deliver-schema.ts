import { z } from 'zod'
import { positiveMs } from '../document/duration.ts'
import { fields, words } from '../document/schema-parts.ts'
import { secret } from './secret.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/** A secret goes with each call: only a machine that is this one is reached without TLS. */
const url = z
  .string()
  .refine(isUrl, {
    error: 'is not an address of a ticketing system\nwrite `https://HOST`, without a user or a query in it',
  })
  .describe('Where it answers. Only on this machine without TLS.')
  .meta({ examples: ['https://rt.example.org'] })

function isUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password, search, hash } = new URL(text)
  if (`${username}${password}${search}${hash}` !== '') return false
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname))
}

const target = fields({
  kind: z.enum(['request-tracker']).prefault('request-tracker').describe('Which ticketing system it is.'),
  url,
  token: secret.describe('A token of the user as whom sequor comes; best in a file.'),
  queue: words.describe('The queue in which tickets are made.').meta({ examples: ['NOC'] }),
  ca: words
    .optional()
    .describe('A file of the certificates to trust (PEM); those of the system if left out.')
    .meta({ examples: ['/etc/sequor/tls/ca.crt'] }),
})

/** Where tickets are made, and how patiently. */
export const deliverSchema = fields({
  target,
  timeout: positiveMs
    .prefault('15s')
    .describe('How long one call may take. For so long a call may be at work after it failed, or its process died.'),
  tries: z
    .number()
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be at least 1' })
    .prefault(8)
    .describe('After so many failures on one revision, while the system answers otherwise, it is a dead letter.'),
  parallel: z
    .number()
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be at least 1' })
    .max(32, { error: 'must be at most 32' })
    .prefault(2)
    .describe('How many tickets a process works at a time.'),
}).transform(({ timeout, ...rest }) => ({ ...rest, timeoutMs: timeout }))
