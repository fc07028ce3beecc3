import { again, at, bare, type Host, relayed, type Site, say, sayEvent, sayMore } from './devices.ts'
import { crypto, DETAILS, failed, hostNotFound, restored } from './licence-lines.ts'

const MINUTE_MS = 60_000
/** How long a device waits before it tries again, as measured on real ones. */
const RETRY_MS = 3_609_030

/** What befalls the site: each function is a row of the table in examples/README.md. */
export function tellStory(site: Site): void {
  blipUnderTenSeconds(site)
  onePastTenSeconds(site)
  nearMissOfHostNotFound(site)
  routerBlip(site)
  blipOfExactlyTenSeconds(site)
  bootInThirtySeconds(site)
  hostNotFoundForADay(site)
  bootWithWrongClock(site)
  fortySevenMinutes(site)
  blipOverNewYear(site)
  blipAnHourBehind(site)
  overtaken(site)
  bootWithStuckCrypto(site)
  otherFailures(site)
  neverAnswered(site)
  oddLines(site)
}

function pair(site: Site, host: Host, from: string, elapsedMs: number): void {
  failed(site, host, at(from), DETAILS.badGateway)
  restored(site, host, at(from) + elapsedMs)
}

/** The recovery stands twice in the file. */
function blipUnderTenSeconds(site: Site): void {
  pair(site, 'wlc-a', '2025-12-28 09:14:29.902', 9979)
  again(site, 0)
}

function onePastTenSeconds(site: Site): void {
  pair(site, 'sw-1', '2025-12-28 14:41:03.250', 10_001)
}

/** Three in four hours and a millisecond; the second once more by way of a second relay. */
function nearMissOfHostNotFound(site: Site): void {
  hostNotFound(site, 'wlc-b', at('2025-12-28 18:00:00.250'))
  hostNotFound(site, 'wlc-b', at('2025-12-28 20:00:11.600'))
  again(site, 700)
  hostNotFound(site, 'wlc-b', at('2025-12-28 22:00:00.251'))
}

function routerBlip(site: Site): void {
  pair(site, 'xr-1', '2025-12-29 11:20:45.117', 6210)
}

function blipOfExactlyTenSeconds(site: Site): void {
  pair(site, 'wlc-b', '2025-12-29 16:02:11.004', 10_000)
}

function bootInThirtySeconds(site: Site): void {
  boot(site, 'wlc-b', at('2025-12-29 20:30:12.378'), 30_000)
}

function hostNotFoundForADay(site: Site): void {
  for (let nth = 0; nth < 24; nth += 1) hostNotFound(site, 'wlc-a', at('2025-12-30 06:10:04.512') + nth * RETRY_MS)
}

/** The switch starts at its boot date, so what it stamps is no time; how long its failure lasted is known by the relay's clock. */
function bootWithWrongClock(site: Site): void {
  const start = at('2025-12-30 06:39:20.000')
  reload(site, 'sw-2', start - 3 * MINUTE_MS)
  const lines: [number, string][] = [
    [43_167, '%LINK-3-UPDOWN: Interface Vlan1, changed state to up'],
    [44_020, '%SYS-5-RESTART: System restarted --'],
    [46_911, '%SMART_LIC-6-AGENT_READY: Smart Agent for Licensing is initialized'],
    [
      58_300,
      '%PKI-2-NON_AUTHORITATIVE_CLOCK: PKI functions can not be initialized until an authoritative time source, like NTP, can be obtained.',
    ],
  ]
  for (const [afterMs, text] of lines)
    say(site, 'sw-2', start + afterMs, text, { stamp: bootClock(afterMs), delayMs: 50 })
  failed(site, 'sw-2', start + 70_104, DETAILS.badGateway, { stamp: bootClock(70_104), delayMs: 50 })
  restored(site, 'sw-2', start + 78_704, { stamp: bootClock(78_704), delayMs: 50 })
  const set = start + 12 * MINUTE_MS
  const change = 'from 00:12:00 UTC Fri Mar 1 2002 to 06:51:20 UTC Tue Dec 30 2025, configured from NTP by 192.0.2.1'
  say(site, 'sw-2', set, `%SYS-6-CLOCKUPDATE: System clock has been updated ${change}.`)
  say(site, 'sw-2', set + 310, '%PKI-6-AUTHORITATIVE_CLOCK: The system clock has been set.')
  say(
    site,
    'sw-2',
    set + 314,
    '%SMART_LIC-5-SYSTEM_CLOCK_CHANGED: Smart Agent for Licensing System clock has been changed',
  )
}

function bootClock(sinceBootMs: number): string {
  return `*Mar  1 2002 ${new Date(sinceBootMs).toISOString().slice(11, 23)}`
}

/** The device tries again six times; the other controller recovers from nothing meanwhile. */
function fortySevenMinutes(site: Site): void {
  const start = at('2025-12-31 08:15:20.310')
  for (const afterMs of [0, 39_000, 339_000, 649_100, 958_100, 1_267_400, 1_576_900]) {
    failed(site, 'wlc-a', start + afterMs, DETAILS.badGateway)
  }
  restored(site, 'wlc-b', start + 5200)
  restored(site, 'wlc-a', start + 47 * MINUTE_MS + 12_408)
}

function blipOverNewYear(site: Site): void {
  pair(site, 'wlc-a', '2025-12-31 23:59:54.812', 9488)
}

/** On the device's own clock the year turns between the two lines, an hour after it has turned for everybody else. */
function blipAnHourBehind(site: Site): void {
  pair(site, 'sw-3', '2026-01-01 00:59:57.440', 4200)
}

/** The failure took 1.9 s to the relay, its recovery 0.1 s: they stand in the file in the wrong order. */
function overtaken(site: Site): void {
  failed(site, 'wlc-b', at('2026-01-01 14:30:00.100'), DETAILS.badGateway, { delayMs: 1900 })
  restored(site, 'wlc-b', at('2026-01-01 14:30:01.500'), { delayMs: 100 })
}

function bootWithStuckCrypto(site: Site): void {
  boot(site, 'wlc-b', at('2026-01-02 03:15:23.378'), 12 * MINUTE_MS + 4611)
}

function reload(site: Site, host: Host, atMs: number): void {
  const text = '%SYS-5-RELOAD: Reload requested by netops on vty0 (192.0.2.7). Reload Reason: Reload command.'
  say(site, host, atMs, text, { delayMs: 20 })
}

function boot(site: Site, host: Host, initMs: number, cryptoMs: number): void {
  const image =
    'Cisco IOS Software [Cupertino], C9800-L Software (C9800_IOSXE-K9), Version 17.9.5, RELEASE SOFTWARE (fc1)'
  reload(site, host, initMs - 5 * MINUTE_MS)
  say(site, host, initMs - 14_100, '%SYS-5-RESTART: System restarted --')
  sayMore(site, host, initMs - 14_099, image)
  say(site, host, initMs - 2200, '%SMART_LIC-6-AGENT_READY: Smart Agent for Licensing is initialized')
  say(site, host, initMs - 2199, '%SMART_LIC-6-AGENT_ENABLED: Smart Agent for Licensing is enabled')
  sayEvent(site, host, initMs, 'SAEVT_INIT_SYSTEM_INIT')
  crypto(site, host, initMs + 1005, false)
  crypto(site, host, initMs + 1005 + cryptoMs, true)
  say(
    site,
    host,
    initMs + 1005 + cryptoMs + 40,
    '%SMART_LIC-6-REPORTING_REQUIRED: A Usage report acknowledgement will be required in 89 days.',
  )
}

/** Details and codes that none of the three rules is about, some answered and some not; and recoveries from nothing. */
function otherFailures(site: Site): void {
  sayEvent(site, 'wlc-a', at('2026-01-02 08:05:40.330'), `SAEVT_COMM_FAIL error="${DETAILS.dns}"`)
  sayEvent(site, 'wlc-a', at('2026-01-02 08:05:43.480'), 'SAEVT_COMM_RESTORED')
  for (let nth = 0; nth < 10; nth += 1)
    failed(site, 'sw-1', at('2026-01-02 10:00:00.410') + nth * RETRY_MS, DETAILS.dns)
  failed(site, 'xr-1', at('2026-01-02 13:54:11.717'), DETAILS.none)
  restored(site, 'xr-1', at('2026-01-02 13:54:19.020'))
  sayEvent(
    site,
    'wlc-b',
    at('2026-01-02 17:44:09.006'),
    'SAEVT_UTILITY_RUM_FAIL error="[INVALID_RESPONSE] Report was not accepted"',
  )
  restored(site, 'wlc-a', at('2026-01-02 21:10:33.900'))
}

/** Retried every hour to the end of the log; the other controller's recovery is none of this one's. */
function neverAnswered(site: Site): void {
  const start = at('2026-01-03 15:20:11.120')
  for (let nth = 0; nth < 8; nth += 1) failed(site, 'wlc-b', start + nth * RETRY_MS, DETAILS.badGateway)
  restored(site, 'wlc-a', start + 4050)
}

function oddLines(site: Site): void {
  relayed(site, 'sw-1', at('2025-12-30 11:04:10.020'), '4911: Dec 30 11:04:1')
  relayed(site, 'sw-1', at('2025-12-30 11:04:12.800'), 'last message repeated 3 times')
  bare(site, at('2025-12-30 12:00:00.000'), '')
  bare(site, at('2025-12-30 19:22:41.500'), '2025-12-30T19:22')
  say(
    site,
    'wlc-a',
    at('2026-01-01 17:30:20.610'),
    '%SMART_LIC-3-COMM_FAILED: Communications failure with the Cisco Smart Lic',
  )
  relayed(site, 'wlc-a', at('2026-01-02 12:12:12.000'), '-Traceback= 1#0a1b2c3d :55D0AA10000+B52F :55D0AA10000+A41E')
}
