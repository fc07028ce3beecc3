import { accessToken } from '../adapters/oauth/client-credentials.ts'
import type { Config } from '../config/schema.ts'
import { tlsOptionsOf } from './tls-options.ts'

/** What a Kafka client takes, of the configuration. Reads the files of certificates; throws a WorldError for one that it cannot. */
export function kafkaAccessOf({
  brokers,
  clientId,
  ssl,
  sasl,
  connectionTimeoutMs,
  requestTimeoutMs,
}: Config['kafka']) {
  return {
    brokers,
    clientId,
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    ...(ssl === null ? {} : { ssl: tlsOptionsOf(ssl, 'kafka.ssl') }),
    ...(sasl === null ? {} : { sasl: saslOf(sasl) }),
  }
}

function saslOf(sasl: NonNullable<Config['kafka']['sasl']>) {
  if (sasl.mechanism !== 'oauthbearer') {
    return { mechanism: sasl.mechanism, username: sasl.username, password: sasl.password.reveal() } as
      | { mechanism: 'plain'; username: string; password: string }
      | { mechanism: 'scram-sha-256'; username: string; password: string }
      | { mechanism: 'scram-sha-512'; username: string; password: string }
  }
  const { mechanism, tokenEndpoint, clientId, clientSecret, scope } = sasl
  const credentials = { tokenEndpoint, clientId, clientSecret: clientSecret.reveal(), scope: scope ?? null }
  return { mechanism, oauthBearerProvider: async () => ({ value: await accessToken(credentials) }) }
}
