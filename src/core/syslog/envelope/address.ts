/** The host in what a shipper calls one: `udp://192.0.2.5:514`, `/192.0.2.5:53211`, `[2001:db8::1]:514`, `sw1.example.net`. */
export function addressOf(text: string): string {
  const plain = text.trim().replace(/^(?:(?:udp|tcp|tls|syslog)6?:\/{0,2}|[a-z]{2,5}:\/\/)?\/?(?=[\w[:])/i, '')
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(plain)
  if (bracketed !== null) return bracketed[1]!
  const withPort = /^([^:]+):\d{1,5}$/.exec(plain)
  return withPort === null ? plain : withPort[1]!
}
