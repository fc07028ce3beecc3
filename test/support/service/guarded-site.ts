import { type GuardedKafka, SCRAM_USER, USERS } from '../kafka/guarded-listeners.ts'
import { grant, type Right } from '../kafka/rights.ts'
import { TOKEN_CLIENT } from '../token-issuer.ts'
import { Site } from './bench-site.ts'
import { serviceRules } from './rules.ts'

/** How a client says who he is. */
export interface Identity {
  /** As the broker calls him. */
  readonly user: string
  /** The settings of `sequor` for it: those that are secret as variables. */
  readonly sets: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export const WAYS = ['mutual TLS', 'SASL PLAIN', 'SCRAM-SHA-512', 'OAUTHBEARER'] as const
export type Way = (typeof WAYS)[number]

/** The ways in which clients of a guarded broker say who they are, all over TLS. */
export function identityOf(way: Way, { authority, mutual, login, client, tokens }: GuardedKafka): Identity {
  const over = (place: string) => [`kafka.brokers=${place}`, `kafka.ssl.ca=${authority.ca}`]
  switch (way) {
    case 'mutual TLS':
      return {
        user: client.user,
        sets: [...over(mutual), `kafka.ssl.cert=${client.cert}`, `kafka.ssl.key=${client.key}`],
        env: {},
      }
    case 'SASL PLAIN':
      return {
        ...plainUser('user-0'),
        sets: [...over(login), 'kafka.sasl.mechanism=plain', 'kafka.sasl.username=user-0'],
      }
    case 'SCRAM-SHA-512':
      return {
        user: SCRAM_USER.username,
        sets: [...over(login), 'kafka.sasl.mechanism=scram-sha-512', `kafka.sasl.username=${SCRAM_USER.username}`],
        env: { SEQUOR_KAFKA__SASL__PASSWORD: SCRAM_USER.password },
      }
    case 'OAUTHBEARER':
      return {
        user: TOKEN_CLIENT.clientId,
        sets: [
          ...over(login),
          'kafka.sasl.mechanism=oauthbearer',
          `kafka.sasl.tokenEndpoint=${tokens.tokenEndpoint}`,
          `kafka.sasl.clientId=${TOKEN_CLIENT.clientId}`,
        ],
        env: { SEQUOR_KAFKA__SASL__CLIENT_SECRET: TOKEN_CLIENT.clientSecret },
      }
  }
}

/** A user of SASL PLAIN without TLS, where tests are about what he may do. */
export function plainIdentity(user: string, { users }: GuardedKafka): Identity {
  return {
    ...plainUser(user),
    sets: [`kafka.brokers=${users}`, 'kafka.sasl.mechanism=plain', `kafka.sasl.username=${user}`],
  }
}

function plainUser(user: string): Pick<Identity, 'user' | 'env'> {
  return { user, env: { SEQUOR_KAFKA__SASL__PASSWORD: USERS[user]! } }
}

/** A site of one partition and one shard, and what users may do there. */
export class GuardedSite extends Site {
  constructor(brokers: readonly string[]) {
    super(brokers, serviceRules(), 1)
  }

  async allow(user: string, rights: readonly Right[]): Promise<void> {
    const admin = this.kafka.admin()
    await admin.connect()
    await grant(admin, user, rights, this)
    await admin.disconnect()
  }

  /** Sends what makes a service use all that it may: matches, incidents, and a record for the dead letters. */
  async sendAllKinds(): Promise<void> {
    for (const code of 'AAA') await this.sendLine(0, 'one', code)
    await this.send(0, ['x'.repeat(3_000)])
  }
}

/** With this what is sent is too large. */
export const SMALL_RECORDS = 'limits.record=2kB'
