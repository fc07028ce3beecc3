import type { Incident } from '../../src/core/incident.ts'

/** What the last revision of an incident must say. `elapsed_ms` is null where it still grows or is not of interest. */
export interface ExpectedIncident {
  readonly rule: string
  /** Left out where the incident is of many devices. */
  readonly host?: string
  readonly outcome: Incident['outcome']
  readonly state: Incident['state']
  readonly resolution: Incident['resolution']
  readonly elapsed_ms: number | null
}

const HTTP_502 = 'cisco-slup-http-502'
const CRYPTO_INIT = 'cisco-slup-crypto-init'
const GONE_SILENT = 'cisco-slup-gone-silent'
const HOST_NOT_FOUND = 'cisco-slup-host-not-found'

/** In the order of opening: `met` opens with its failure, `missed` when the deadline has passed, `fired` with the third line. */
export const EXPECTED: readonly ExpectedIncident[] = [
  met('wlc-a', 9979),
  recovered(HTTP_502, 'sw-1', 10_001),
  met('xr-1', 6210),
  met('wlc-b', 10_000),
  met('sw-2', 8600),
  recovered('cisco-slup-clock-not-set', 'sw-2', 662_065),
  {
    rule: HOST_NOT_FOUND,
    host: 'wlc-a',
    outcome: 'fired',
    state: 'resolved',
    resolution: 'below_threshold',
    elapsed_ms: null,
  },
  recovered(HTTP_502, 'wlc-a', 2_832_408),
  met('wlc-a', 9488),
  met('sw-3', 4200),
  met('wlc-b', 1400),
  { rule: GONE_SILENT, outcome: 'missed', state: 'resolved', resolution: 'recovered', elapsed_ms: null },
  recovered(CRYPTO_INIT, 'wlc-b', 724_611),
  { rule: 'cisco-slup-dns-failed', outcome: 'missed', state: 'open', resolution: null, elapsed_ms: null },
  {
    rule: 'cisco-slup-report-refused',
    host: 'wlc-b',
    outcome: 'fired',
    state: 'resolved',
    resolution: 'quiet',
    elapsed_ms: null,
  },
  { rule: GONE_SILENT, outcome: 'missed', state: 'open', resolution: null, elapsed_ms: null },
  { rule: HTTP_502, host: 'wlc-b', outcome: 'missed', state: 'open', resolution: null, elapsed_ms: null },
]

function met(host: string, elapsedMs: number): ExpectedIncident {
  return { rule: HTTP_502, host, outcome: 'met', state: 'resolved', resolution: 'recovered', elapsed_ms: elapsedMs }
}

function recovered(rule: string, host: string, elapsedMs: number): ExpectedIncident {
  return { rule, host, outcome: 'missed', state: 'resolved', resolution: 'recovered', elapsed_ms: elapsedMs }
}
