import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { reasonOf } from '../adapters/file/rule-files.ts'
import { accessToken } from '../adapters/oauth/client-credentials.ts'
import { WorldError } from '../app/world-error.ts'
import type { Config } from '../config/schema.ts'

type Tls = NonNullable<Config['kafka']['ssl']>

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

/** What `tls.connect` takes. `section` names the settings in errors. */
export function tlsOptionsOf({ ca, cert, key, serverName, insecure }: Tls, section: string): ConnectionOptions {
  const read = (name: string, path: string | undefined) => {
    try {
      return path === undefined ? {} : { [name]: readFileSync(path, 'utf8') }
    } catch (error) {
      throw new WorldError('refused', `${section}.${name}: ${path}: ${reasonOf(error)}`, { cause: error })
    }
  }
  return {
    ...read('ca', ca),
    ...read('cert', cert),
    ...read('key', key),
    ...(serverName === undefined ? {} : { servername: serverName }),
    rejectUnauthorized: !insecure,
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
