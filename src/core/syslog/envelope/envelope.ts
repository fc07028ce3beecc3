import { isDigit } from '../ascii.ts'
import { influxEnvelope } from './influx.ts'
import { jsonEnvelopes } from './json-envelope.ts'

/** One message as a shipper's envelope holds it, and what the envelope says of it. */
export interface Envelope {
  /** The device's line, as near to its own bytes as the envelope has it. */
  readonly line: string
  /** Who sent it, as the shipper saw it: a name or an address without port; null if unsaid. */
  readonly host: string | null
  /** When the shipper received it: text of a stamp, or a number of seconds, ms, µs or ns since the epoch. */
  readonly time: string | number | null
  /** The priority, or what the names or numbers of facility and severity make of it; -1 if unsaid. */
  readonly pri: number
  /** The program that a shipper's parser found; null if it found none. */
  readonly process: string | null
  /** Bits of noticed.ts: what was odd about the envelope, or is the shipper's way. */
  readonly noticed: number
}

/** First bytes of envelopes: an object, a list, a text in quotes, and Telegraf's `syslog,…`. */
const OPEN_BRACE = 0x7b
const OPEN_BRACKET = 0x5b
const QUOTE = 0x22
const LETTER_S = 0x73

/** Whether a record that begins with these two bytes can be an envelope. It may still be a line. */
export function mayBeEnvelope(first: number, second: number): boolean {
  if (first === OPEN_BRACE) return true
  // `[{`, `["`, `[1`, or blanks between: the bracket of a device's line stands before a word.
  if (first === OPEN_BRACKET) return second === OPEN_BRACE || second === QUOTE || second <= 0x20 || isDigit(second)
  if (first === QUOTE) return true
  return first === LETTER_S && second === 0x79
}

/** The messages of a record that is an envelope; empty if it holds none; null if it is no envelope, or a broken one
 * without a code. */
export function envelopesOf(text: string): readonly Envelope[] | null {
  if (text.startsWith('syslog,')) {
    const envelope = influxEnvelope(text)
    return envelope === null ? null : [envelope]
  }
  return jsonEnvelopes(text)
}
