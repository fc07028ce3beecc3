import { DateTime } from 'luxon'

const MARK = /\(line \d\d\)/

/** A line as a device sends it, with a mark in its text by which it is found again. */
export interface DeviceLine {
  readonly form: string
  readonly mark: string
  readonly line: string
}

/**
 * One line of each form, all of the same moment shortly before `nowMs`.
 *
 * The moment and its wall clocks in every zone lie in the year of `nowMs` by UTC: rsyslog gives each stamp without a year
 * the current one, so a run in the last hours of a year would find what the parser is not to blame for.
 */
export function deviceLines(nowMs: number): readonly DeviceLine[] {
  const now = DateTime.fromMillis(nowMs, { zone: 'utc' })
  const latest = now.endOf('year').minus({ hours: 6 })
  const earliest = now.startOf('year')
  const moment = DateTime.max(earliest, DateTime.min(latest, now.minus({ seconds: 3 }))).set({ millisecond: 902 })
  return Object.entries(formsAt(moment)).map(([form, line], index) => {
    const mark = `(line ${String(index + 1).padStart(2, '0')})`
    return { form, mark, line: `${line} ${mark}` }
  })
}

/** The mark that a record carries, null for what is no line of ours. */
export function markOf(text: string): string | null {
  return MARK.exec(text)?.[0] ?? null
}

function formsAt(utc: DateTime): Readonly<Record<string, string>> {
  const cest = utc.setZone('utc+2')
  const date = (time: DateTime) => `${time.toFormat('LLL')} ${time.toFormat('d').padStart(2)}`
  const clock = (time: DateTime) => time.toFormat('HH:mm:ss')
  const stamp = (time: DateTime) => `${date(time)} ${time.toFormat('HH:mm:ss.SSS')}`
  const year = utc.toFormat('yyyy')
  const withYear = `${date(utc)} ${year} ${utc.toFormat('HH:mm:ss.SSS')}`
  return {
    counter: `<189>35: ${stamp(utc)}: %SYS-5-CONFIG_I: Configured from console by console`,
    'counter switched off': `<189>: ${stamp(utc)}: %SYS-5-CONFIG_I: Configured from console by console`,
    'counter, origin, sequence': `<187>29: sw-1: 000104: ${stamp(utc)}: %LINK-3-UPDOWN: Interface Gi1/0/1, changed state to up`,
    'clock never set': `<189>36: *${stamp(utc)}: %LINEPROTO-5-UPDOWN: Line protocol on Interface Vlan1, changed state to up`,
    'clock without servers': `<187>343: .${stamp(utc)}: %LINK-3-UPDOWN: Interface Gi1/0/2, changed state to down`,
    'zone UTC': `<189>93: ${stamp(utc)} UTC: %SYS-5-CONFIG_I: Configured from console by vty0`,
    'zone CEST': `<189>94: ${stamp(cest)} CEST: %SYS-5-CONFIG_I: Configured from console by vty0`,
    'year inside': `<189>2360957: ${withYear}: %SYS-5-CONFIG_I: Configured from console by vty0`,
    'no counter, year inside': `<190>${withYear} UTC: %SEC-6-IPACCESSLOGRP: list 177 denied igmp 192.0.2.7 -> 192.0.2.8, 1 packet`,
    'no counter, clock never set': `<190>*${withYear} UTC: %SYS-6-LOGGINGHOST_STARTSTOP: Logging to host 192.0.2.9 started`,
    'IOS XR': `<187>138076: RP/0/RP0/CPU0:${stamp(utc)} UTC: snmpd[1002]: %SNMP-SNMP-3-AUTH_FAIL : Received snmp request from 192.0.2.7`,
    'NX-OS': `<187>: ${year} ${date(utc)} ${clock(utc)} UTC: %ETHPORT-3-IF_DOWN_ERROR: Interface Ethernet1/1 is down`,
    'NX-OS with its name': `<189>nx-1: ${year} ${date(utc)} ${clock(utc)} UTC: %ETHPORT-5-SPEED: Interface Ethernet1/1, speed 10 Gbps`,
    'AireOS task': `<131>wlc-1: *Dot1x_NW_MsgTask_0: ${stamp(utc)}: %DOT1X-3-ABORT_AUTH: [PA]1x_bauth_sm.c:487 Authentication aborted`,
    ASA: `<166>${date(utc)} ${year} ${clock(utc)} fw-1 : %ASA-6-305012: Teardown of dynamic TCP translation`,
    'ASA, RFC 3339': `<166>${utc.toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'")} fw-1 : %ASA-6-305012: Teardown of dynamic TCP translation`,
    licence: `<187>512: ${stamp(utc)} UTC: %SMART_LIC-3-COMM_FAILED: Communications failure with the Cisco Smart Software Manager (CSSM) : Unable to resolve server hostname/domain name`,
    'licence, controller named': `<187>513: wlc-9800: 000512: ${stamp(utc)}: %SMART_LIC-3-COMM_FAILED: Communications failure with the Cisco Smart Software Manager (CSSM) : No reply`,
  }
}
