import type { Counts } from './counts.ts'
import { oneOf, type Random, whole } from './random.ts'

/** What a device says: a syslog line with a code, or a line of its event log. */
export interface Said {
  readonly form: 'syslog' | 'eventlog'
  readonly text: string
}

/** A short story of one device: its lines, and what the rules must count in it. */
export interface Episode {
  readonly lines: readonly (Said & { readonly afterMs: number })[]
  readonly lengthMs: number
  /** When, from the start, the last thing about it is known at the latest. */
  readonly decidedMs: number
  readonly counts: readonly (keyof Counts)[]
  /** What this device must not say again, because a failure stays open to the end of the log. */
  readonly ends: 'comm' | 'crypto' | null
}

const PEER = 'the Cisco Smart License Utility (CSLU)'
const BAD_GATEWAY = 'HTTP Server Error 502: Bad Gateway'
const OTHER_DETAILS = [
  'Unable to resolve server hostname/domain name',
  'No detailed information given',
  'HTTP Server Error 404: Not Found',
] as const

/** A line is relevant to a rule if and only if it holds one of these: what a prefilter would look for. */
export const RELEVANT_LITERALS = [
  'HTTP Server Error 502',
  'COMM_RESTORED',
  'SAEVT_INIT_CRYPTO',
  '[HOST_NOT_FOUND]',
] as const

export function hostNotFoundLine(): Said {
  return { form: 'eventlog', text: 'SAEVT_UTILITY_RUM_FAIL error="[HOST_NOT_FOUND] Device Host is not found"' }
}

function failed(form: Said['form'], detail: string): Said {
  const text =
    form === 'syslog'
      ? `%SMART_LIC-3-COMM_FAILED: Communications failure with ${PEER} : ${detail}`
      : `SAEVT_COMM_FAIL error="${detail}"`
  return { form, text }
}

function restored(form: Said['form']): Said {
  const text =
    form === 'syslog'
      ? '%SMART_LIC-5-COMM_RESTORED: Communications with Cisco Smart License Utility (CSLU) restored'
      : 'SAEVT_COMM_RESTORED'
  return { form, text }
}

function crypto(done: boolean): Said {
  const text = done
    ? 'SAEVT_INIT_CRYPTO success="True"'
    : 'SAEVT_INIT_CRYPTO success="False" error="Crypto Initialization has not been completed"'
  return { form: 'eventlog', text }
}

/** Draws what befalls a device next. The weights give about 45 met, 20 missed, 3 never answered of a hundred. */
export function nextEpisode(random: Random, over: { readonly comm: boolean; readonly crypto: boolean }): Episode {
  const kind = random()
  if (kind < 0.2) return over.crypto ? otherReportFailure() : cryptoEpisode(random)
  if (over.comm) return otherReportFailure()
  if (kind < 0.66) return metEpisode(random)
  if (kind < 0.86) return missedEpisode(random)
  if (kind < 0.88) return neverAnswered(random)
  if (kind < 0.94) return otherFailure(random)
  return restoredOnly(random)
}

/** Answered in time: well inside ten seconds, or after exactly ten. One in five fails a second time before the answer. */
function metEpisode(random: Random): Episode {
  const [first, answer] = forms(random)
  const elapsedMs = random() < 0.03 ? 10_000 : whole(random, 200, 9950)
  const again = random() < 0.2 ? [{ ...failed(first, BAD_GATEWAY), afterMs: Math.ceil(elapsedMs / 2) }] : []
  return {
    lines: [{ ...failed(first, BAD_GATEWAY), afterMs: 0 }, ...again, { ...restored(answer), afterMs: elapsedMs }],
    lengthMs: elapsedMs,
    decidedMs: 13_000,
    counts: ['met502'],
    ends: null,
  }
}

function missedEpisode(random: Random): Episode {
  const [first, answer] = forms(random)
  const elapsedMs = random() < 0.6 ? whole(random, 10_050, 60_000) : whole(random, 60_000, 240_000)
  const again = random() < 0.2 ? [{ ...failed(first, BAD_GATEWAY), afterMs: whole(random, 1000, 9000) }] : []
  return {
    lines: [{ ...failed(first, BAD_GATEWAY), afterMs: 0 }, ...again, { ...restored(answer), afterMs: elapsedMs }],
    lengthMs: elapsedMs,
    decidedMs: elapsedMs + 3000,
    counts: ['missed502', 'recovered502'],
    ends: null,
  }
}

function neverAnswered(random: Random): Episode {
  const lines = [{ ...failed(forms(random)[0], BAD_GATEWAY), afterMs: 0 }]
  return { lines, lengthMs: 0, decidedMs: 13_000, counts: ['missed502'], ends: 'comm' }
}

/** Near miss: a failure with a detail that is not the rule's, answered as usual. */
function otherFailure(random: Random): Episode {
  const [first, answer] = forms(random)
  const elapsedMs = whole(random, 300, 20_000)
  const lines = [
    { ...failed(first, oneOf(random, OTHER_DETAILS)), afterMs: 0 },
    { ...restored(answer), afterMs: elapsedMs },
  ]
  return { lines, lengthMs: elapsedMs, decidedMs: elapsedMs + 3000, counts: [], ends: null }
}

/** Near miss: a recovery nobody waited for. */
function restoredOnly(random: Random): Episode {
  return {
    lines: [{ ...restored(forms(random)[1]), afterMs: 0 }],
    lengthMs: 0,
    decidedMs: 3000,
    counts: [],
    ends: null,
  }
}

/** Near miss: a report that was refused for another reason than HOST_NOT_FOUND. */
function otherReportFailure(): Episode {
  const text = 'SAEVT_UTILITY_RUM_FAIL error="[INVALID_RESPONSE] Report was not accepted"'
  return { lines: [{ form: 'eventlog', text, afterMs: 0 }], lengthMs: 0, decidedMs: 3000, counts: [], ends: null }
}

/** A boot: mostly ready within 30 s or after exactly 30 s, sometimes after minutes, rarely never. */
function cryptoEpisode(random: Random): Episode {
  const kind = random()
  const start = [
    { form: 'eventlog' as const, text: 'SAEVT_INIT_SYSTEM_INIT', afterMs: 0 },
    { ...crypto(false), afterMs: 1005 },
  ]
  if (kind < 0.04) return { lines: start, lengthMs: 1005, decidedMs: 35_000, counts: ['missedCrypto'], ends: 'crypto' }
  const inTime = kind < 0.75
  const takesMs = inTime ? (kind < 0.2 ? 30_000 : whole(random, 500, 29_950)) : whole(random, 30_050, 240_000)
  return {
    lines: [...start, { ...crypto(true), afterMs: 1005 + takesMs }],
    lengthMs: 1005 + takesMs,
    decidedMs: takesMs + 35_000,
    counts: inTime ? [] : ['missedCrypto', 'recoveredCrypto'],
    ends: null,
  }
}

/** Failure and recovery of one event mostly stand in the same log of the device, sometimes in one each. */
function forms(random: Random): readonly [Said['form'], Said['form']] {
  const first = random() < 0.7 ? 'syslog' : 'eventlog'
  return [first, random() < 0.9 ? first : first === 'syslog' ? 'eventlog' : 'syslog']
}
