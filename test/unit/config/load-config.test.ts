import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HIDDEN } from '../../../src/config/secret.ts'
import { SETTINGS } from '../../../src/config/settings.ts'
import { formatProblem } from '../../../src/document/problem.ts'
import { configFrom, LEAST, loadedFrom } from './sources.ts'

const LEAST_VARIABLES = {
  SEQUOR_LINES__TOPICS: 'syslog, asa',
  SEQUOR_KAFKA__BROKERS: 'kafka-1.example.org:9092,192.0.2.2:9092',
  SEQUOR_REDIS__HOST: 'redis.example.org',
}

describe('the sources of a configuration', () => {
  it('need no file: everything may come from the environment, lists parted by commas', () => {
    const config = configFrom({ environment: LEAST_VARIABLES })
    expect(config.lines.topics).toEqual(['syslog', 'asa'])
    expect(config.kafka.brokers).toEqual(['kafka-1.example.org:9092', '192.0.2.2:9092'])
    expect(config.redis).toMatchObject({ kind: 'single', host: 'redis.example.org', port: 6379, keyPrefix: 'sequor:' })
  })

  it('win in the order of flag, variable, file, default, each setting by itself', () => {
    const text = `${LEAST}http: { host: 192.0.2.1, port: 1001, token: t }\nlog: { level: debug, format: text }\n`
    const environment = { SEQUOR_HTTP__PORT: '1002', SEQUOR_LOG__LEVEL: 'warn' }
    const { config, values } = loadedFrom({ text, environment, sets: ['http.port=1003'] })
    expect(config).toMatchObject({ http: { host: '192.0.2.1', port: 1003 }, log: { level: 'warn', format: 'text' } })
    const from = Object.fromEntries(values.map(value => [value.setting.name, value.from]))
    expect(from).toMatchObject({
      'http.host': 'sequor.yaml:4:15',
      'http.port': '--set http.port',
      'log.level': 'SEQUOR_LOG__LEVEL',
      'layout.shards': null,
    })
  })

  it('replace a list as a whole', () => {
    const text = LEAST.replace('[syslog]', '[one, two]')
    expect(configFrom({ text, environment: { SEQUOR_LINES__TOPICS: 'three' } }).lines.topics).toEqual(['three'])
  })

  it('take a variable that is empty for one that is not there', () => {
    expect(configFrom({ text: LEAST, environment: { SEQUOR_REDIS__HOST: '' } }).redis).toMatchObject({
      host: 'redis.example.org',
    })
  })

  it.each(['hunter2\n', 'hunter2\r\n', 'hunter2'])('read a secret from a file, without its last newline: %j', text => {
    const { redis } = configFrom({
      text: LEAST,
      environment: { SEQUOR_REDIS__PASSWORD_FILE: '/run/secrets/redis' },
      files: { '/run/secrets/redis': text },
    })
    expect(redis.password?.reveal()).toBe('hunter2')
  })

  it('leave alone what Kubernetes says of services of our name, and the variables of our tests', () => {
    const environment = {
      SEQUOR_SERVICE_HOST: '192.0.2.1',
      SEQUOR_SERVICE_PORT: '9464',
      SEQUOR_SERVICE_PORT_HTTP: '9464',
      SEQUOR_PORT: 'tcp://192.0.2.1:9464',
      SEQUOR_PORT_9464_TCP_ADDR: '192.0.2.1',
      SEQUOR_REDIS_SERVICE_HOST: '192.0.2.2',
      SEQUOR_TEST_KAFKA: '127.0.0.1:9092',
      OTHER: 'x',
    }
    expect(loadedFrom({ text: LEAST, environment }).problems).toEqual([])
  })

  it.each(SETTINGS.map(({ variable, name }) => [name, variable]))('know %s by one variable only, %s', (_, variable) => {
    expect(SETTINGS.filter(setting => setting.variable === variable)).toHaveLength(1)
  })
})

describe('what a configuration means', () => {
  it('has durations in ms, sizes in bytes, and null for what is left out', () => {
    const config = configFrom({ text: `${LEAST}layout: { reorder: 1m30s }\nlimits: { line: 8KiB, fetch: 1MB }\n` })
    expect(config.layout.reorderMs).toBe(90_000)
    expect(config.limits).toMatchObject({ lineBytes: 8_192, fetchBytes: 1_000_000 })
    expect(config.kafka).toMatchObject({ ssl: null, sasl: null })
    expect(config.lines.aliases).toBeNull()
  })

  it.each([
    ['now', { kind: 'now' }],
    ['earliest', { kind: 'earliest' }],
    ['2026-07-09', { kind: 'time', atMs: Date.UTC(2026, 6, 9) }],
    ['2026-07-09T13:15:29+02:00', { kind: 'time', atMs: Date.UTC(2026, 6, 9, 11, 15, 29) }],
  ])('starts at %s', (written, start) => {
    expect(configFrom({ text: LEAST, sets: [`start=${written}`] }).start).toEqual(start)
  })

  it.each([
    ['url: rediss://redis.example.org', { kind: 'url', tls: null }],
    ['sentinels: { nodes: ["192.0.2.1:26379"], master: main }', { kind: 'sentinels', sentinels: { master: 'main' } }],
    ['cluster: { nodes: ["192.0.2.1:6379"] }', { kind: 'cluster', nodes: ['192.0.2.1:6379'] }],
    ['host: h, tls: {}', { kind: 'single', tls: { enabled: true, insecure: false } }],
    ['host: h, tls: { enabled: false }', { kind: 'single', tls: null }],
  ])('finds Redis by %s', (written, redis) => {
    expect(configFrom({ text: LEAST.replace('host: redis.example.org', written) }).redis).toMatchObject(redis)
  })

  it('trusts only certificates that are checked, unless it is told to be insecure', () => {
    const ssl = (text: string) => configFrom({ text: LEAST.replace('9092] }', `9092], ssl: ${text} }`) }).kafka.ssl
    expect(ssl('{}')).toMatchObject({ enabled: true, insecure: false })
    expect(ssl('{ insecure: true }')).toMatchObject({ insecure: true })
  })
})

describe('secrets', () => {
  it('show only to who asks for them', () => {
    const { redis } = configFrom({ text: LEAST, environment: { SEQUOR_REDIS__PASSWORD: 'hunter2' } })
    expect(redis.password?.reveal()).toBe('hunter2')
    expect(`${redis.password} ${JSON.stringify(redis)} ${inspect(redis, { depth: 9 })}`).not.toContain('hunter2')
  })

  it('are told of all settings that hold one', () => {
    const names = SETTINGS.filter(({ isSecret }) => isSecret).map(({ name }) => name)
    expect(names).toEqual([
      'kafka.sasl.password',
      'kafka.sasl.clientSecret',
      'redis.url',
      'redis.sentinels.password',
      'redis.password',
      'deliver.target.token',
      'http.token',
    ])
    expect(SETTINGS.filter(({ name, isSecret }) => /pass|secret$/i.test(name) && !isSecret)).toEqual([])
  })

  const written = fc.stringMatching(/^[\w!"#$%&'()*+,./:;<=>?@[\\\]^`{|}~ -]{0,12}Zq7Xv9[\w!"#$&*,:?@[\]{} -]{0,12}$/)
  const quoting = fc.constantFrom(
    (text: string) => text,
    JSON.stringify,
    (text: string) => `'${text}'`,
  )
  const place = fc.constantFrom(
    (value: string) => `redis: { host: h, password: ${value} }`,
    (value: string) => `redis: { host: h, passwd: ${value}, port: x }`,
    (value: string) => `redis: { url: ${value} }`,
    (value: string) => `redis:\n  password: ${value}\n  port: "x"`,
    (value: string) => `redis:\n  password: [${value}]\n  port: "x"`,
    (value: string) => `redis: ${value}`,
    (value: string) => `kafka:\n  sasl:\n    mechanism: plain\n    password: ${value}\n\t  username: a`,
    (value: string) => `kafka: { sasl: { mechanism: plain, password: { ${value}: 1 } } }`,
    (value: string) => `kafka: { sasl: { mechanism: oauthbearer, clientSecret: ${value} } }`,
    (value: string) => `kafka: { sasl: ${value} }`,
  )

  it('show in no problem and no value that is printed, wherever and however they are written', () => {
    fc.assert(
      fc.property(written, quoting, place, (secret, quoted, placed) => {
        const { problems, values } = loadedFrom({ text: `${placed(quoted(secret))}\n` })
        expect(problems.length).toBeGreaterThan(0)
        const printed = values.filter(({ setting }) => setting.isSecret).map(({ value }) => value)
        expect(printed.every(value => value === HIDDEN)).toBe(true)
        expect(`${problems.map(formatProblem).join('\n')}\n${JSON.stringify(problems)}`).not.toContain('Zq7Xv9')
      }),
      { numRuns: 1000 },
    )
  })

  it('show in no problem of a variable', () => {
    const secrets = SETTINGS.filter(({ isSecret }) => isSecret)
    fc.assert(
      fc.property(written, fc.subarray(secrets, { minLength: 1 }), (secret, settings) => {
        const { problems } = loadedFrom({
          environment: Object.fromEntries(settings.map(one => [one.variable, secret])),
        })
        expect(JSON.stringify(problems)).not.toContain('Zq7Xv9')
      }),
    )
  })
})
