import { z } from 'zod'
import { fields, words } from '../document/schema-parts.ts'
import { isLoopback } from './insecure.ts'
import { port } from './network-schema.ts'
import { secret } from './secret.ts'

/** Where health and metrics are served, and to whom. */
export const httpSchema = fields({
  host: words.prefault('127.0.0.1').describe('The address on which health and metrics are served.'),
  port: port.prefault(9464).describe('Their port.'),
  token: secret
    .optional()
    .describe('What a client must bring for metrics and reasons: `Authorization: Bearer TOKEN`. Best in a file.'),
  insecure: z
    .boolean()
    .default(false)
    .describe('Serves to the network without a token. Only where nobody but your cluster reaches the port.'),
})
  .prefault({})
  .superRefine(({ host, token, insecure }, context) => {
    if (isLoopback(host) || token !== undefined || insecure) return
    const message =
      'is an address that others reach, and there is no `http.token`\nset SEQUOR_HTTP__TOKEN_FILE to a file that holds one; or `http.insecure: true` where only your cluster reaches it'
    context.addIssue({ code: 'custom', path: ['host'], message })
  })
  .transform(({ token, ...http }) => ({ ...http, token: token ?? null }))
