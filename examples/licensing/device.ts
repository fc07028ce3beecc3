import { oneOf, type Random, whole } from '../../bench/corpus/random.ts'
import { DAY_MS, eventlog, HOUR_MS, MINUTE_MS, type Said, SECOND_MS, syslog } from './log.ts'

export const DETAILS = {
  badGateway: 'HTTP Server Error 502: Bad Gateway',
  dns: 'Unable to resolve server hostname/domain name',
  none: 'No detailed information given',
} as const
export type Detail = (typeof DETAILS)[keyof typeof DETAILS]

/** After a failure a device tries again this much later each time, then every hour. */
const EARLY_RETRIES_MS = [39_000, 9000, 300_000, 310_100, 309_000]
export const RETRY_MS = 3_609_030

export function failed(host: string, atMs: number, detail: Detail): Said {
  const text = `Communications failure with the Cisco Smart License Utility (CSLU) : ${detail}`
  return syslog(host, atMs, `%SMART_LIC-3-COMM_FAILED: ${text}`)
}

export function restored(host: string, atMs: number): Said {
  const text = 'Communications with Cisco Smart License Utility (CSLU) restored'
  return syslog(host, atMs, `%SMART_LIC-5-COMM_RESTORED: ${text}`)
}

/** The same of the event log, a little later. */
export function twin(said: Said): Said {
  const detail = / : (.*)$/.exec(said.text)?.[1]
  const text = detail === undefined ? 'SAEVT_COMM_RESTORED' : `SAEVT_COMM_FAIL error="${detail}"`
  return eventlog(said.host, said.atMs + 350, text)
}

/** One device that fails from `fromMs` on, tries again by its timers, and has its server back at the first try after `repairedMs`. */
export function outage(host: string, fromMs: number, repairedMs: number, detail: Detail): readonly Said[] {
  const lines: Said[] = []
  let when = fromMs
  for (let nth = 0; when < repairedMs; nth += 1) {
    lines.push(failed(host, when, detail))
    when += EARLY_RETRIES_MS[nth] ?? RETRY_MS
  }
  return [...lines, restored(host, when)]
}

/** A boot. The first tries fail; the server is there `serverAfterMs` after it, or at the try after that. */
export function boot(host: string, startMs: number, detail: Detail, serverAfterMs: number): readonly Said[] {
  const early: readonly (readonly [number, string])[] = [
    [0, '%SYS-5-RESTART: System restarted --'],
    [6643, '%SMART_LIC-6-EXPORT_CONTROLLED: Usage of export controlled features is not allowed'],
    [8211, '%SMART_LIC-6-AGENT_READY: Smart Agent for Licensing is initialized'],
    [8212, '%SMART_LIC-6-AGENT_ENABLED: Smart Agent for Licensing is enabled'],
    [8270, '%SMART_LIC-5-EVAL_START: Entering evaluation period'],
    [
      9000,
      '%PKI-2-NON_AUTHORITATIVE_CLOCK: PKI functions can not be initialized until an authoritative time source, like NTP, can be obtained.',
    ],
  ]
  const late: readonly (readonly [number, string])[] = [
    [68_200, '%PKI-6-AUTHORITATIVE_CLOCK: The system clock has been set.'],
    [68_204, '%SMART_LIC-5-SYSTEM_CLOCK_CHANGED: Smart Agent for Licensing System clock has been changed'],
    [73_999, '%SMART_LIC-6-REPORTING_REQUIRED: A Usage report acknowledgement will be required in 364 days.'],
  ]
  return [
    ...early.map(([afterMs, text]) => syslog(host, startMs + afterMs, text, true)),
    eventlog(host, startMs + 14_378, 'SAEVT_INIT_SYSTEM_INIT'),
    eventlog(
      host,
      startMs + 15_383,
      'SAEVT_INIT_CRYPTO success="False" error="Crypto Initialization has not been completed"',
    ),
    eventlog(host, startMs + 45_383, 'SAEVT_INIT_CRYPTO success="True"'),
    ...late.map(([afterMs, text]) => syslog(host, startMs + afterMs, text)),
    ...outage(host, startMs + 83_100, startMs + serverAfterMs, detail),
  ]
}

/** Every eight hours to the millisecond. */
export function counts(host: string, firstMs: number, toMs: number): readonly Said[] {
  const lines: Said[] = []
  const reset = 'eventSource="INFRA_SL" eventName="INFRA_SL_EVLOG_ERM_RESET"'
  const message = 'MSG="ERM-Reset: Client 0, AP-GROUP group, 2 features air-network-advantage,air-dna-advantage"'
  const tag = (model: string) => `entitlementTag="${model},1.0_00000000-0000-4000-8000-000000000000"`
  for (let when = firstMs; when < toMs; when += 8 * HOUR_MS) {
    lines.push(eventlog(host, when, `SAEVT_PLATFORM ${reset} ${message}`))
    lines.push(
      eventlog(host, when + 1, `SAEVT_ENDPOINT_USAGE count="42" ${tag('regid.2018-06.com.cisco.DNA_NWStack')}`),
    )
    lines.push(eventlog(host, when + 2, `SAEVT_ENDPOINT_USAGE count="42" ${tag('regid.2017-08.com.cisco.AIR-DNA-A')}`))
  }
  return lines
}

/** What a device says of other things: `anHour` lines. */
export function chatter(random: Random, host: string, fromMs: number, toMs: number, anHour: number): readonly Said[] {
  const lines: Said[] = []
  for (let hour = fromMs; hour < toMs; hour += HOUR_MS) {
    for (let nth = 0; nth < anHour; nth += 1) {
      const when = hour + whole(random, 0, HOUR_MS - 1)
      if (when < toMs) lines.push(syslog(host, when, remark(random)))
    }
  }
  return lines
}

function remark(random: Random): string {
  const mac = `0000.5e00.53${whole(random, 0, 255).toString(16).padStart(2, '0')}`
  return oneOf(random, [
    `%CAPWAPAC_SMGR_TRACE_MESSAGE-5-AP_JOIN_DISJOIN: Chassis 1 R0/0: wncd: AP Event: AP Name: AP-hall-${whole(random, 1, 21)} Mac: ${mac} Joined`,
    `%CLIENT_ORCH_LOG-6-CLIENT_ADDED_TO_RUN_STATE: Chassis 1 R0/0: wncd: Username entry (netops@example.org) joined with ssid (office) for device with MAC: ${mac}`,
    `%DOT1X-5-FAIL: Chassis 1 R0/0: wncd: Authentication failed for client (${mac}) with reason (Cred Fail)`,
    `%SYS-5-CONFIG_I: Configured from console by netops on vty1 (192.0.2.${whole(random, 10, 99)})`,
  ])
}

/** In how many days the usage must be acknowledged, said once a week. */
export function reminders(host: string, fromMs: number, toMs: number): readonly Said[] {
  const lines: Said[] = []
  for (let when = fromMs; when < toMs; when += 7 * DAY_MS) {
    const text = `A Usage report acknowledgement will be required in ${89 - Math.floor((when - fromMs) / DAY_MS)} days.`
    lines.push(syslog(host, when + 12 * MINUTE_MS + SECOND_MS, `%SMART_LIC-6-REPORTING_REQUIRED: ${text}`))
  }
  return lines
}
