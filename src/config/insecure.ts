import type { Config } from './schema.ts'

/** An address that only programs of the same machine reach. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/.test(host)
}

/** The host of `HOST:PORT`. */
export function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'))
}

/** Each setting by which somebody else may read or write what is ours, in a sentence that names it. Nothing secret is in them. */
export function insecureSettings({ kafka, redis, http }: Config): readonly string[] {
  const isAway = kafka.brokers.some(broker => !isLoopback(hostOf(broker)))
  const found: readonly (readonly [boolean, string])[] = [
    [kafka.ssl?.insecure === true, 'kafka.ssl.insecure: the brokers may be anybody, no certificate is checked'],
    [redis.tls?.insecure === true, 'redis.tls.insecure: Redis may be anybody, no certificate is checked'],
    [
      kafka.sasl !== null && kafka.ssl === null && isAway,
      'kafka.sasl without kafka.ssl: who listens between us and the brokers reads who we are, and all else',
    ],
    [
      kafka.sasl?.mechanism === 'oauthbearer' && isPlainAway(kafka.sasl.tokenEndpoint),
      'kafka.sasl.tokenEndpoint without https: who listens between reads kafka.sasl.clientSecret',
    ],
    [
      redis.kind === 'single' && redis.password !== null && redis.tls === null && !isLoopback(redis.host),
      'redis.password without redis.tls: who listens between us and Redis reads it',
    ],
    [
      http.insecure && http.token === null && !isLoopback(http.host),
      'http.insecure: whoever reaches http.host reads the metrics and the health of this process',
    ],
  ]
  return found.filter(([is]) => is).map(([, sentence]) => sentence)
}

/** An address of the network that is reached without TLS. */
export function isPlainAway(url: string): boolean {
  return url.startsWith('http:') && URL.canParse(url) && !isLoopback(new URL(url).hostname)
}
