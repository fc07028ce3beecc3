/** Whose certificate is at fault: theirs, that we do not trust, or ours, that they do not, or for which they ask in vain. */
export type CertificateFault = 'theirs' | 'ours'

/** By the code of an error of `tls.connect`: the names of OpenSSL, those of alerts by RFC 8446, 6.2. Null for any other. */
export function certificateFault(code: unknown): CertificateFault | null {
  if (typeof code !== 'string') return null
  if (/^ERR_SSL_.*ALERT_(?:.*CERTIFICATE|UNKNOWN_CA)/.test(code)) return 'ours'
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code) ? 'theirs' : null
}
