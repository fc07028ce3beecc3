import { describe, expect, it } from 'vitest'
import { insecureSettings } from '../../../src/config/insecure.ts'
import { LEAST, loadedFrom } from './sources.ts'

const PASSWORDS = { SEQUOR_KAFKA__SASL__PASSWORD: 'p', SEQUOR_KAFKA__SASL__CLIENT_SECRET: 's' }

function loaded(sets: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return loadedFrom({ text: LEAST, environment, sets })
}

const PLAIN = ['kafka.sasl.mechanism=plain', 'kafka.sasl.username=u']
const TOKENS = ['kafka.sasl.mechanism=oauthbearer', 'kafka.sasl.clientId=c', 'kafka.ssl.enabled=true']
const PASSWORD = { SEQUOR_KAFKA__SASL__PASSWORD: PASSWORDS.SEQUOR_KAFKA__SASL__PASSWORD }
const SECRET = { SEQUOR_KAFKA__SASL__CLIENT_SECRET: PASSWORDS.SEQUOR_KAFKA__SASL__CLIENT_SECRET }

describe('a setting by which others could read or forge what is ours', () => {
  it.each([
    ['an address of the network without a token', ['http.host=0.0.0.0'], {}, 'http.insecure=true'],
    ['PLAIN without TLS', PLAIN, PASSWORD, 'kafka.sasl.insecure=true'],
    [
      'a token endpoint without https',
      [...TOKENS, 'kafka.sasl.tokenEndpoint=http://login.example.org/token'],
      SECRET,
      'kafka.sasl.insecure=true',
    ],
  ])('is refused where it is %s, unless a word says so, and is warned of then', (_, sets, environment, word) => {
    const [problem, ...others] = loaded(sets, environment).problems
    expect(others).toEqual([])
    expect(problem!.hint).toContain(word.split('=')[0])
    const { config, problems } = loaded([...sets, word], environment)
    expect(problems).toEqual([])
    expect(insecureSettings(config!)).toHaveLength(1)
  })

  it.each([
    ['no certificate of the brokers', ['kafka.ssl.insecure=true'], {}],
    ['no certificate of Redis', ['redis.tls.insecure=true'], {}],
    ['a password for Redis without TLS', [], { SEQUOR_REDIS__PASSWORD: 'p' }],
  ])('is warned of where it is %s', (_, sets, environment) => {
    const { config, problems } = loaded(sets, environment)
    expect(problems).toEqual([])
    expect(insecureSettings(config!)).toHaveLength(1)
  })

  it.each([
    ['nothing leaves the machine', [...PLAIN, 'kafka.brokers=127.0.0.1:9092,localhost:9093'], PASSWORD],
    ['there is TLS', [...PLAIN, 'kafka.ssl.enabled=true'], PASSWORD],
    ['there is a token', ['http.host=0.0.0.0'], { SEQUOR_HTTP__TOKEN: 't' }],
    ['the endpoint has https', [...TOKENS, 'kafka.sasl.tokenEndpoint=https://login.example.org/token'], SECRET],
  ])('is none where %s', (_, sets, environment) => {
    const { config, problems } = loaded(sets, environment)
    expect(problems).toEqual([])
    expect(insecureSettings(config!)).toEqual([])
  })
})
