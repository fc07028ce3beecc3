import { correlate } from '../../src/core/correlate.ts'
import type { Incident } from '../../src/core/incident.ts'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'
import { readEvents } from '../../src/core/read-events.ts'
import { UTC } from '../../src/core/syslog/zones.ts'
import { loadRules } from '../../src/rules/load.ts'
import {
  AFTER_A_START,
  GUESSED,
  LOST_BY_MANY,
  NO_REPORT,
  NOT_RELOADED,
  PORT_DOWN,
  PORT_FLAPS,
  PORT_WAS_DOWN,
  RING_AND_MEMBER,
  SERVER_FAILS,
  SERVER_IS_GONE,
} from './incident-rules.ts'

/** A rule and a log, of which every revision of every incident stands in `test/fixtures/incidents/NAME.json`. */
export interface IncidentCase {
  readonly name: string
  readonly rule: string
  readonly log: readonly string[]
}

/** The records that a case gives, in the order of publication. */
export function recordsOf({ name, rule, log }: IncidentCase): readonly Incident[] {
  const { rules, problems } = loadRules([{ path: `${name}.yaml`, text: rule }])
  const errors = problems.filter(({ level }) => level === 'error')
  if (errors.length > 0) throw new Error(JSON.stringify(errors))
  const withoutStampMs = Date.UTC(2026, 6, 9)
  const hints = { year: 2026, namedMs: null, withoutStampMs, modifiedMs: withoutStampMs }
  const lines = log.map(line => ({ line, host: 'unknown' }))
  const events = readEvents(lines, { ...hints, zones: UTC, aheadMs: DEFAULT_LAYOUT.aheadMs })
  return correlate(
    rules.map(({ rule: one }) => one),
    events,
  )
}

/** A line of rsyslog's file format on 9 July 2026 (or another day): the relay's time is the device's unless given. */
function line(clock: string, host: string, message: string, { day = '09', relayed = clock } = {}): string {
  return `2026-07-${day}T${relayed}+00:00 ${host} 4711: Jul ${day.replace(/^0/, ' ')} ${clock} UTC: ${message}`
}

const FAILED = '%SMART_LIC-3-COMM_FAILED: Communications failure : HTTP Server Error 502: Bad Gateway'
const RESTORED = '%SMART_LIC-5-COMM_RESTORED: Communications restored'
const OTHER = '%SYS-5-CONFIG_I: Configured from console by admin on vty0 (192.0.2.10)'
const DOWN = '%LINEPROTO-5-UPDOWN: Line protocol on Interface Gi1/0/1, changed state to down'
const UP = '%LINEPROTO-5-UPDOWN: Line protocol on Interface Gi1/0/1, changed state to up'
const LOGIN_FAILED = '%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: admin] [Source: 192.0.2.99]'
const LOGIN = '%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: admin] [Source: 192.0.2.99]'
const REPORTED = '%SMART_LIC-6-REPORTING_SENT: Usage report sent'
const RESTART = '%SYS-5-RESTART: System restarted'

/** A line of an event log, as a relay hands it on. */
function entry(clock: string, host: string, name: string): string {
  return `2026-07-09T${clock}+00:00 ${host} 2026-07-09 ${clock} UTC ${name} server="srv1.example.org"`
}

export const INCIDENT_CASES: readonly IncidentCase[] = [
  {
    name: 'met',
    rule: SERVER_FAILS,
    log: [line('13:15:29.902', 'wlc-a', FAILED), line('13:15:39.881', 'wlc-a', RESTORED)],
  },
  {
    name: 'missed-recovered',
    rule: SERVER_FAILS,
    log: [line('13:15:29.902', 'wlc-a', FAILED), line('13:16:10.000', 'wlc-a', RESTORED)],
  },
  {
    name: 'missed-by-a-shadow',
    rule: `${SERVER_FAILS}shadow: true\n`,
    log: [line('13:15:29.902', 'wlc-a', FAILED), line('13:16:10.000', 'wlc-a', RESTORED)],
  },
  {
    name: 'missed-late-evidence',
    rule: SERVER_FAILS,
    log: [
      line('13:15:29.902', 'wlc-a', FAILED),
      line('13:16:30.000', 'wlc-b', OTHER),
      line('13:15:36.000', 'wlc-a', RESTORED, { relayed: '13:16:31.000' }),
    ],
  },
  {
    name: 'missed-updated-escalated-reopened',
    rule: SERVER_FAILS,
    log: [
      line('13:00:00.000', 'wlc-a', FAILED),
      line('13:01:00.000', 'wlc-a', FAILED),
      line('13:02:00.000', 'wlc-a', FAILED),
      line('14:30:00.000', 'wlc-a', RESTORED),
      line('14:40:00.000', 'wlc-a', FAILED),
      line('14:50:00.000', 'wlc-a', OTHER),
    ],
  },
  {
    name: 'missed-expired',
    rule: SERVER_FAILS,
    // A single line more than a day ahead would be taken for a wrong clock.
    log: [
      line('13:00:00.000', 'wlc-a', FAILED),
      line('13:01:00.000', 'wlc-a', OTHER, { day: '17' }),
      line('13:02:00.000', 'wlc-a', OTHER, { day: '17' }),
    ],
  },
  {
    name: 'fired-below-threshold',
    rule: PORT_FLAPS,
    log: [
      ...Array.from({ length: 9 }, (_, minute) => line(`09:0${minute}:00.250`, 'sw-1', DOWN)),
      line('10:00:00.000', 'sw-1', OTHER),
    ],
  },
  {
    name: 'fired-recovered',
    rule: PORT_DOWN,
    log: [line('09:00:00.250', 'sw-1', DOWN), line('09:00:04.750', 'sw-1', UP)],
  },
  {
    name: 'fired-quiet',
    rule: PORT_WAS_DOWN,
    log: [line('09:00:00.250', 'sw-1', DOWN), line('11:00:00.000', 'sw-1', OTHER)],
  },
  {
    name: 'grouped',
    rule: SERVER_IS_GONE,
    log: [
      entry('09:00:00.000', 'wlc-a', 'SAEVT_COMM_FAIL'),
      entry('09:00:01.000', 'wlc-b', 'SAEVT_COMM_FAIL'),
      entry('09:30:00.000', 'wlc-a', 'SAEVT_COMM_RESTORED'),
      entry('09:45:00.000', 'wlc-b', 'SAEVT_COMM_RESTORED'),
    ],
  },
  {
    name: 'unbelieved-clock',
    rule: SERVER_FAILS,
    log: [
      `2026-07-09T13:15:29.902+00:00 sw-2 4711: *Mar  1 00:01:10.100: ${FAILED}`,
      `2026-07-09T13:15:38.502+00:00 sw-2 4712: *Mar  1 00:01:18.700: ${RESTORED}`,
    ],
  },
  {
    name: 'sequence-fired',
    rule: GUESSED,
    log: [
      line('09:00:00.000', 'sw-1', LOGIN_FAILED),
      line('09:00:10.000', 'sw-1', LOGIN_FAILED),
      line('09:00:20.000', 'sw-1', LOGIN),
      line('10:00:00.000', 'sw-1', OTHER),
    ],
  },
  {
    name: 'sequence-absence',
    rule: NOT_RELOADED,
    log: [
      line('09:00:00.000', 'sw-1', '%INSTALL-5-INSTALL_COMPLETED_INFO: Completed install commit'),
      line('11:00:00.000', 'sw-1', RESTART),
    ],
  },
  {
    name: 'distinct-recovered',
    rule: LOST_BY_MANY,
    log: [
      entry('09:00:00.000', 'wlc-a', 'SAEVT_COMM_FAIL'),
      entry('09:00:01.000', 'wlc-b', 'SAEVT_COMM_FAIL'),
      entry('09:30:00.000', 'wlc-a', 'SAEVT_COMM_RESTORED'),
      entry('09:45:00.000', 'wlc-b', 'SAEVT_COMM_RESTORED'),
    ],
  },
  {
    name: 'all-fired',
    rule: RING_AND_MEMBER,
    log: [
      line('09:00:00.000', 'sw-1', '%STACKMGR-4-SWITCH_REMOVED: Switch 2 has been removed from the stack'),
      line('09:00:30.000', 'sw-1', '%STACKMGR-4-STACK_LINK_CHANGE: Stack port 1 has changed to state DOWN'),
      line('10:00:00.000', 'sw-1', OTHER),
    ],
  },
  {
    name: 'heartbeat-missed',
    rule: NO_REPORT,
    log: [line('01:00:00.000', 'wlc-a', REPORTED), line('13:00:00.000', 'wlc-a', REPORTED)],
  },
  {
    name: 'held-back-by-grace',
    rule: AFTER_A_START,
    log: [
      line('09:00:00.000', 'wlc-a', RESTART),
      line('09:01:00.000', 'wlc-a', FAILED),
      line('10:00:00.000', 'wlc-a', RESTORED),
    ],
  },
]
