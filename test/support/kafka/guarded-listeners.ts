import { type Authority, authority, type Certificate } from '../certificates.ts'
import { type TokenIssuer, tokenIssuer } from '../token-issuer.ts'

/**
 * Where a guarded broker of 127.0.0.1 takes clients, `host:port` each, beside the port at which everybody may do everything.
 *
 * users  SASL PLAIN without TLS
 * tls    TLS, of everybody
 * mutual TLS with a certificate of the client, whose name is the user
 * login  TLS, and SASL PLAIN, SCRAM-SHA-512 or OAUTHBEARER
 * alias  as `tls`, with a certificate that is made out to kafka-2.example.org
 */
export const GUARDED = ['users', 'tls', 'mutual', 'login', 'alias'] as const
export type GuardedPlace = (typeof GUARDED)[number]

export type GuardedKafka = Readonly<Record<GuardedPlace, string>> & {
  /** Who signed the broker's certificates. */
  readonly authority: Authority
  /** The certificate of a client, and the user that he is by it. */
  readonly client: Certificate & { readonly user: string }
  readonly tokens: TokenIssuer
}

/** Users of PLAIN with their passwords. `admin` may do everything, the others nothing that nobody allows them. */
export const USERS: Readonly<Record<string, string>> = {
  admin: 'admin-password',
  guest: 'guest-password',
  ...Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`user-${index}`, `password-${index}`])),
}

/** The user of SCRAM-SHA-512. */
export const SCRAM_USER = { username: 'scram-user', password: 'scram-password' } as const

const PROTOCOLS: Readonly<Record<GuardedPlace, string>> = {
  users: 'SASL_PLAINTEXT',
  tls: 'SSL',
  mutual: 'SSL',
  login: 'SASL_SSL',
  alias: 'SSL',
}
const SASL = 'org.apache.kafka.common.security'

export interface GuardedListeners {
  readonly kafka: GuardedKafka
  /** As settings of a broker name them. */
  readonly listeners: readonly string[]
  readonly protocols: readonly string[]
  readonly properties: string
  readonly javaOptions: readonly string[]
  readonly formatOptions: readonly string[]
  readonly stop: () => Promise<void>
}

/** Makes certificates in a folder, starts a token issuer, and says with which settings a broker guards these ports by them, one for each of `GUARDED`. */
export async function guardedListeners(folder: string, ports: readonly number[]): Promise<GuardedListeners> {
  const placeOf = Object.fromEntries(GUARDED.map((place, index) => [place, `127.0.0.1:${ports[index]}`])) as Record<
    GuardedPlace,
    string
  >
  const signer = await authority(folder, 'kafka-authority')
  const user = 'sequor-client'
  const own = await signer.sign('kafka-1', 'IP:127.0.0.1')
  const alias = await signer.sign('kafka-2', 'DNS:kafka-2.example.org')
  const client = { ...(await signer.sign(user, `DNS:${user}`)), user }
  const tokens = await tokenIssuer()
  const { username, password } = SCRAM_USER
  return {
    kafka: { ...placeOf, authority: signer, client, tokens },
    listeners: GUARDED.map(place => `${place.toUpperCase()}://${placeOf[place]}`),
    protocols: GUARDED.map(place => `${place.toUpperCase()}:${PROTOCOLS[place]}`),
    properties: propertiesOf({ own, alias, ca: signer.ca, tokens }),
    javaOptions: [`-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${tokens.keysEndpoint}`],
    formatOptions: ['--add-scram', `SCRAM-SHA-512=[name=${username},password=${password}]`],
    stop: () => tokens.stop(),
  }
}

interface Shown {
  readonly own: Certificate
  readonly alias: Certificate
  readonly ca: string
  readonly tokens: TokenIssuer
}

function propertiesOf({ own, alias, ca, tokens }: Shown): string {
  const users = Object.entries(USERS).map(([name, password]) => `user_${name}="${password}"`)
  const plain = `${SASL}.plain.PlainLoginModule required ${users.join(' ')};`
  const shows = (place: GuardedPlace, { both }: Certificate) => [
    `listener.name.${place}.ssl.keystore.type=PEM`,
    `listener.name.${place}.ssl.keystore.location=${both}`,
  ]
  return [
    ...[...shows('tls', own), ...shows('mutual', own), ...shows('login', own), ...shows('alias', alias)],
    'listener.name.mutual.ssl.client.auth=required',
    'listener.name.mutual.ssl.truststore.type=PEM',
    `listener.name.mutual.ssl.truststore.location=${ca}`,
    'ssl.principal.mapping.rules=RULE:^CN=([^,]+).*$/$1/',
    'sasl.enabled.mechanisms=PLAIN',
    'listener.name.login.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512,OAUTHBEARER',
    `listener.name.users.plain.sasl.jaas.config=${plain}`,
    `listener.name.login.plain.sasl.jaas.config=${plain}`,
    `listener.name.login.scram-sha-512.sasl.jaas.config=${SASL}.scram.ScramLoginModule required;`,
    `listener.name.login.oauthbearer.sasl.jaas.config=${SASL}.oauthbearer.OAuthBearerLoginModule required;`,
    `listener.name.login.oauthbearer.sasl.server.callback.handler.class=${SASL}.oauthbearer.OAuthBearerValidatorCallbackHandler`,
    `sasl.oauthbearer.jwks.endpoint.url=${tokens.keysEndpoint}`,
    `sasl.oauthbearer.expected.issuer=${tokens.issuer}`,
    `sasl.oauthbearer.expected.audience=${tokens.audience}`,
    'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users=User:ANONYMOUS;User:admin',
    '',
  ].join('\n')
}
