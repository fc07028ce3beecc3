import { type Host, type SayOptions, type Site, say, sayEvent } from './devices.ts'

/** What stands behind the peer's name in a COMM_FAILED. */
export const DETAILS = {
  badGateway: 'HTTP Server Error 502: Bad Gateway',
  dns: 'Unable to resolve server hostname/domain name',
  none: 'No detailed information given',
} as const

export function failed(site: Site, host: Host, stampMs: number, detail: string, options: SayOptions = {}): void {
  const text = `Communications failure with the Cisco Smart License Utility (CSLU) : ${detail}`
  say(site, host, stampMs, `${coded(host, 'SMART_LIC-3-COMM_FAILED')} ${text}`, options)
}

export function restored(site: Site, host: Host, stampMs: number, options: SayOptions = {}): void {
  const text = 'Communications with Cisco Smart License Utility (CSLU) restored'
  say(site, host, stampMs, `${coded(host, 'SMART_LIC-5-COMM_RESTORED')} ${text}`, options)
}

export function crypto(site: Site, host: Host, stampMs: number, done: boolean): void {
  const text = done ? 'success="True"' : 'success="False" error="Crypto Initialization has not been completed"'
  sayEvent(site, host, stampMs, `SAEVT_INIT_CRYPTO ${text}`)
}

export function hostNotFound(site: Site, host: Host, stampMs: number): void {
  sayEvent(site, host, stampMs, 'SAEVT_UTILITY_RUM_FAIL error="[HOST_NOT_FOUND] Device Host is not found"')
}

/** IOS XR names its process, puts the group in front of the code and a space behind it. */
function coded(host: Host, code: string): string {
  return host === 'xr-1' ? `smartlicserver[390]: %LICENSE-${code} :` : `%${code}:`
}
