import type { Event } from './event.ts'

/** An event of another source than a log: what rules ask of it. Times are milliseconds since the epoch. */
export interface EventData {
  /** When it happened, exactly. */
  readonly time: number
  /** When it became known; the same if left out. */
  readonly arrival?: number
  /** What a rule names by `code`: any word, `FACILITY-SEVERITY-MNEMONIC` or not. */
  readonly code: string
  readonly host?: string
  readonly text?: string
  /** What conditions, keys and summaries may name. */
  readonly fields?: Readonly<Record<string, string>>
}

/** `FACILITY-SEVERITY-MNEMONIC`. */
const CODE = /^(.+)-([0-7])-([^-]+)$/

/** An event from data, as if a device had logged it at that millisecond in UTC. */
export function eventFromData({ time, arrival = time, code, host, text = '', fields = {} }: EventData): Event {
  const [, facility, severity, mnemonic] = CODE.exec(code) ?? []
  return {
    ...{ shape: 'cisco', arrival, time, resolutionMs: 0, shiftMs: 0, offsetMinutes: 0, stamp: null, clock: '' },
    ...{ host: host ?? null, relayHost: null, relayTime: null, pri: null },
    code,
    facility: facility ?? null,
    severity: severity === undefined ? null : Number(severity),
    mnemonic: mnemonic ?? null,
    text,
    fields: new Map(Object.entries(fields)),
    ...{ sequence: null, messageCount: null, process: null, node: null, repeats: 0, flags: [] },
  }
}
