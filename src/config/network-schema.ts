import { z } from 'zod'
import { fields, words } from '../document/schema-parts.ts'
import { secret } from './secret.ts'

/** A host and its port; an IPv6 address stands in brackets. */
export const address = z
  .string()
  .regex(/^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/, {
    abort: true,
    error: issue =>
      `\`${withoutUser(String(issue.input))}\` is not an address\nwrite \`HOST:PORT\`: \`kafka-1.example.org:9092\``,
  })
  .refine(text => portOf(text) >= 1 && portOf(text) <= 65_535, { error: 'its port must be between 1 and 65535' })

export const port = z
  .number()
  .int({ error: 'must be a whole number' })
  .min(1, { error: 'must be between 1 and 65535' })
  .max(65_535, { error: 'must be between 1 and 65535' })

const file = words.meta({ examples: ['/etc/sequor/tls/ca.crt'] })

/** How a connection is encrypted. The certificate of the other side is checked, unless `insecure` says in so many words that it is not. */
export const tls = fields({
  enabled: z
    .boolean()
    .default(true)
    .describe('Encrypts the connection. The certificates of the system are trusted where `ca` names none.'),
  ca: file.optional().describe('A file of the certificates to trust (PEM).'),
  cert: file.optional().describe('The file of our own certificate (PEM), for a server that asks for one.'),
  key: file.optional().describe('The file of its key (PEM).'),
  serverName: words.optional().describe('The name that the certificate of the server must have; its host if left out.'),
  insecure: z
    .boolean()
    .default(false)
    .describe('Takes any certificate: whoever stands between can read and write everything. For trials only.'),
}).refine(({ cert, key }) => (cert === undefined) === (key === undefined), {
  error: '`cert` and `key` belong together\nwrite both, or neither',
})

/** A user of a server. */
export const username = words.describe('The name of the user.')
export const password = secret.describe(
  'The password of the user; best in a file, which the variable with `_FILE` behind its name gives.',
)

function portOf(text: string): number {
  return Number(text.slice(text.lastIndexOf(':') + 1))
}

/** Somebody may have written a whole URL, with a password in it. */
function withoutUser(text: string): string {
  return text.replace(/^.*@/, '…@')
}
