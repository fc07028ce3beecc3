import { z } from 'zod'
import { positiveMs } from '../document/duration.ts'
import { fields, words } from '../document/schema-parts.ts'
import { hostOf, isLoopback, isPlainAway } from './insecure.ts'
import { address, password, tls, username } from './network-schema.ts'
import { secret } from './secret.ts'

const insecure = z
  .boolean()
  .default(false)
  .describe('Says who we are without TLS as well: who listens between reads it. For trials only.')

const sasl = z.discriminatedUnion(
  'mechanism',
  [
    fields({ mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']), username, password, insecure }),
    fields({
      mechanism: z.literal('oauthbearer'),
      tokenEndpoint: z
        .string()
        .regex(/^https?:\/\/[^\s@]+$/, { error: 'is not an address\nwrite `https://…`, without a user in it' })
        .describe('Where tokens are given for client credentials (RFC 6749, 4.4).')
        .meta({ examples: ['https://login.example.org/oauth2/token'] }),
      clientId: words.describe('The name under which the token endpoint knows sequor.'),
      clientSecret: secret.describe('Its secret there.'),
      scope: words.optional().describe('The scope to ask for.'),
      insecure,
    }),
  ],
  { error: issue => (issue.code === 'invalid_union' ? 'is not a mechanism' : undefined) },
)

/** kafkajs 2.2.4 takes what stands before the first colon for the host. */
const broker = address.refine(text => !text.startsWith('['), {
  error: 'an IPv6 address cannot stand here\nname the broker by a host name',
})

export const kafkaSchema = fields({
  brokers: z
    .array(broker)
    .min(1)
    .describe('Brokers to ask first, as HOST:PORT; they name the others.')
    .meta({ examples: [['kafka-1.example.org:9092', 'kafka-2.example.org:9092']] }),
  clientId: words.prefault('sequor').describe('The name under which the brokers log and limit sequor.'),
  ssl: tls.optional().describe('TLS to the brokers. Left out: none.'),
  sasl: sasl.optional().describe('Who sequor is to the brokers. Left out: nobody.'),
  connectionTimeout: positiveMs.prefault('10s').describe('How long a broker may take to accept a connection.'),
  requestTimeout: positiveMs.prefault('30s').describe('How long a broker may take to answer a request.'),
  sessionTimeout: positiveMs
    .prefault('30s')
    .describe(
      'After so long without a heartbeat the others take over what a process had. Within the bounds of the brokers.',
    ),
})
  .prefault({} as never)
  .superRefine(({ brokers, ssl, sasl }, context) => {
    if (sasl === undefined || sasl.insecure) return
    const isOpen = ssl?.enabled !== true && brokers.some(one => !isLoopback(hostOf(one)))
    if (isOpen && !sasl.mechanism.startsWith('scram')) {
      const message =
        'would tell everybody between us and the brokers our password or token\nset `kafka.ssl`; for a trial `kafka.sasl.insecure: true`'
      context.addIssue({ code: 'custom', path: ['sasl', 'mechanism'], message })
    }
    if (sasl.mechanism === 'oauthbearer' && isPlainAway(sasl.tokenEndpoint)) {
      const message =
        'would tell everybody between us and it our secret\nwrite `https://…`; for a trial `kafka.sasl.insecure: true`'
      context.addIssue({ code: 'custom', path: ['sasl', 'tokenEndpoint'], message })
    }
  })
  .transform(({ ssl, sasl, connectionTimeout, requestTimeout, sessionTimeout, ...plain }) => ({
    ...plain,
    ssl: ssl?.enabled ? ssl : null,
    sasl: sasl ?? null,
    connectionTimeoutMs: connectionTimeout,
    requestTimeoutMs: requestTimeout,
    sessionTimeoutMs: sessionTimeout,
  }))
