import { oneOf, type Random, whole } from '../../bench/corpus/random.ts'
import { at, type Host, relayed, type Site, say, sayEvent } from './devices.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

const mac = (r: Random) => `0000.5e00.53${whole(r, 0, 255).toString(16).padStart(2, '0')}`
const port = (r: Random) => `GigabitEthernet1/0/${whole(r, 1, 48)}`
const staff = (r: Random) => oneOf(r, ['netops', 'backup', 'monitor'])
const office = (r: Random) => `192.0.2.${whole(r, 10, 99)}`

/** What a healthy site says in a week: between the story's lines and about other things. */
export function sayNoise(site: Site, fromMs: number, toMs: number): void {
  usageReports(site, 'wlc-a', at('2025-12-28 03:31:32.920'), toMs)
  usageReports(site, 'wlc-b', at('2025-12-28 05:02:07.411'), toMs)
  for (let hour = fromMs; hour < toMs; hour += HOUR_MS) {
    const office = isOfficeHour(hour)
    for (const host of ['wlc-a', 'wlc-b'] as const)
      repeat(site, hour, office ? 2 : 1, when => accessPoint(site, host, when))
    for (const host of ['sw-1', 'sw-3'] as const) repeat(site, hour, office ? 2 : 1, when => linkFlap(site, host, when))
    if (hour % (2 * HOUR_MS) === 0) repeat(site, hour, 1, when => neighbour(site, when))
    if (hour % (3 * HOUR_MS) === HOUR_MS) repeat(site, hour, 1, when => power(site, when))
    repeat(site, hour, 1, when => router(site, when))
    repeat(site, hour, 1, when => jumpHost(site, when))
    if (office) repeat(site, hour, 1, when => configuration(site, when))
  }
}

/** Every eight hours to the millisecond, each third time a millisecond late. */
function usageReports(site: Site, host: Host, firstMs: number, toMs: number): void {
  const tag = (model: string) => `entitlementTag="${model},1.0_00000000-0000-4000-8000-000000000000"`
  let nth = 0
  for (let when = firstMs; when < toMs; when += 8 * HOUR_MS, nth += 1) {
    const start = when + (nth % 3 === 2 ? 1 : 0)
    const reset = 'eventSource="INFRA_SL" eventName="INFRA_SL_EVLOG_ERM_RESET"'
    const message = 'MSG="ERM-Reset: Client 0, AP-GROUP group, 2 features air-network-advantage,air-dna-advantage"'
    sayEvent(site, host, start, `SAEVT_PLATFORM ${reset} ${message}`, 40)
    sayEvent(site, host, start + 1, `SAEVT_ENDPOINT_USAGE count="42" ${tag('regid.2018-06.com.cisco.DNA_NWStack')}`, 41)
    sayEvent(site, host, start + 2, `SAEVT_ENDPOINT_USAGE count="42" ${tag('regid.2017-08.com.cisco.AIR-DNA-A')}`, 42)
  }
}

function accessPoint(site: Site, host: Host, when: number): void {
  const r = site.random
  const name = `AP-${oneOf(r, ['hall', 'yard', 'dock'])}-${whole(r, 1, 21)}`
  const head = `%CAPWAPAC_SMGR_TRACE_MESSAGE-5-AP_JOIN_DISJOIN: Chassis 1 R0/0: wncd: AP Event: AP Name: ${name} Mac: ${mac(r)}`
  switch (whole(r, 0, 3)) {
    case 0:
      say(site, host, when, `${head} Disjoined Heart beat timer expiry`)
      say(site, host, when + whole(r, 40_000, 90_000), `${head} Joined`)
      return
    case 1:
      say(
        site,
        host,
        when,
        `%DOT1X-5-FAIL: Chassis 1 R0/0: wncd: Authentication failed for client (${mac(r)}) with reason (Cred Fail)`,
      )
      return
    default:
      say(
        site,
        host,
        when,
        `%CLIENT_ORCH_LOG-6-CLIENT_ADDED_TO_RUN_STATE: Chassis 1 R0/0: wncd: Username entry (${staff(r)}@example.org) joined with ssid (office) for device with MAC: ${mac(r)}`,
      )
  }
}

function linkFlap(site: Site, host: Host, when: number): void {
  const name = port(site.random)
  const upMs = when + whole(site.random, 2000, 45_000)
  say(site, host, when, `%LINEPROTO-5-UPDOWN: Line protocol on Interface ${name}, changed state to down`)
  say(site, host, upMs, `%LINEPROTO-5-UPDOWN: Line protocol on Interface ${name}, changed state to up`)
}

function neighbour(site: Site, when: number): void {
  const text =
    'Native VLAN mismatch discovered on GigabitEthernet1/0/48 (1), with sw-3.example.net GigabitEthernet1/0/1 (20).'
  say(site, 'sw-1', when, `%CDP-4-NATIVE_VLAN_MISMATCH: ${text}`)
}

/** Not from four to eight, when the switch may be starting (see `bootWithWrongClock`). */
function power(site: Site, when: number): void {
  const hour = new Date(when).getUTCHours()
  if (hour >= 4 && hour < 8) return
  const text = `Interface ${port(site.random)}: Power granted, 15.4 W of 740.0 W (41%) now in use`
  say(site, 'sw-2', when, `%ILPOWER-5-POWER_GRANTED: ${text}`)
}

function router(site: Site, when: number): void {
  const r = site.random
  const text =
    whole(r, 0, 1) === 0
      ? `snmpd[1002]: %SNMP-SNMP-3-AUTH_FAIL : Received snmp request on unknown community from ${office(r)}`
      : `SSHD_[${whole(r, 60_000, 69_999)}]: %SECURITY-SSHD-6-INFO_USER_LOGOUT : User '${staff(r)}' from '${office(r)}' logged out on 'vty0'`
  say(site, 'xr-1', when, text)
}

function jumpHost(site: Site, when: number): void {
  const r = site.random
  const process = `sshd[${whole(r, 2000, 29_999)}]:`
  const text =
    whole(r, 0, 4) === 0
      ? `Failed password for invalid user test from 203.0.113.${whole(r, 2, 250)} port ${whole(r, 30_000, 60_000)} ssh2`
      : `Accepted publickey for ${staff(r)} from ${office(r)} port ${whole(r, 30_000, 60_000)} ssh2`
  relayed(site, 'jump-1', when, `${process} ${text}`)
}

function configuration(site: Site, when: number): void {
  const host = oneOf(site.random, ['wlc-a', 'sw-1', 'sw-3'] as const)
  say(
    site,
    host,
    when,
    `%SYS-5-CONFIG_I: Configured from console by ${staff(site.random)} on vty1 (${office(site.random)})`,
  )
}

function repeat(site: Site, hour: number, times: number, tell: (when: number) => void): void {
  for (let nth = 0; nth < times; nth += 1) tell(hour + whole(site.random, 0, 58 * MINUTE_MS))
}

/** Monday to Friday, 7 to 17, not on New Year's Day. */
function isOfficeHour(hourMs: number): boolean {
  const date = new Date(hourMs)
  const day = date.getUTCDay()
  const holiday = date.getUTCMonth() === 0 && date.getUTCDate() === 1
  return day >= 1 && day <= 5 && !holiday && date.getUTCHours() >= 7 && date.getUTCHours() < 17
}
