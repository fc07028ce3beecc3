import { civilFromDays, DAY_MS } from './civil.ts'
import { decode } from './decode.ts'
import { BAD_ENVELOPE } from './noticed.ts'
import { readStamp } from './read-stamp.ts'
import type { Scan } from './scan.ts'
import { copyStamp, type Stamp } from './stamp.ts'

/** Where shippers put the line: the untouched one first, as a parsed `message` may lack its first word. */
const LINE_PATHS = [
  'rawmsg',
  'event.original',
  'log.original',
  'message',
  'msg',
  'log',
  'MESSAGE',
  'body',
  'fields.message',
]
const HOST_PATHS = [
  'fromhost-ip',
  'fromhost',
  'host',
  'host.name',
  'host.hostname',
  'host.ip',
  'hostname',
  'log.source.address',
  'source_ip',
]
const TIME_PATHS = ['@timestamp', 'timegenerated', 'timestamp']

/** The line of a JSON envelope in a buffer of its own, and what the envelope adds once the line has been read. */
export interface EnvelopedLine {
  readonly bytes: Uint8Array
  readonly length: number
  readonly complete: (scan: Scan) => void
}

/**
 * Takes the line out of the JSON object at `from`. Null, and BAD_ENVELOPE noticed, for broken JSON and for an object
 * without a line.
 *
 * The host's text follows the line in the buffer, beyond its length, so that it too is a range.
 */
export function readJson(scan: Scan, from: number): EnvelopedLine | null {
  const envelope = parseObject(decode(scan.bytes, from, scan.end, scan))
  const line = envelope === null ? null : firstText(envelope, LINE_PATHS)
  if (envelope === null || line === null) {
    scan.noticed |= BAD_ENVELOPE
    return null
  }
  const encoder = new TextEncoder()
  const length = encoder.encode(line).length
  const bytes = encoder.encode(line + (firstText(envelope, HOST_PATHS) ?? ''))
  const time = firstTime(envelope)
  return {
    bytes,
    length,
    complete: inner => {
      if (inner.relayHostStart < 0 && bytes.length > length) {
        inner.relayHostStart = length
        inner.relayHostEnd = bytes.length
      }
      if (time !== null && readTimeInto(inner.spare, time)) copyStamp(inner.spare, inner.relay)
    },
  }
}

type JsonObject = Readonly<Record<string, unknown>>

function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value under a path, written with dots in one key or as objects in objects. */
function valueAt(object: JsonObject, path: string): unknown {
  if (Object.hasOwn(object, path)) return object[path]
  let value: unknown = object
  for (const key of path.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]
  }
  return value
}

function firstText(object: JsonObject, paths: readonly string[]): string | null {
  for (const path of paths) {
    const value = valueAt(object, path)
    const text = Array.isArray(value) ? value[0] : value
    if (typeof text === 'string' && text !== '') return text
  }
  return null
}

function firstTime(object: JsonObject): string | number | null {
  for (const path of TIME_PATHS) {
    const value = valueAt(object, path)
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return value
  }
  return null
}

/** Reads ISO text, or a number of seconds, ms, µs or ns since the epoch, told apart by size. False for anything else. */
function readTimeInto(stamp: Stamp, time: string | number): boolean {
  if (typeof time === 'number') return setInstant(stamp, time)
  if (/^\d{9,20}(\.\d+)?$/.test(time)) return setInstant(stamp, Number(time))
  const bytes = new TextEncoder().encode(time)
  return readStamp(bytes, 0, bytes.length, stamp) > 0 && (stamp.stampKind === 'full' || stamp.stampKind === 'yearless')
}

function setInstant(stamp: Stamp, value: number): boolean {
  if (!(value > 0 && value < 1e20)) return false
  const ms = Math.round(value < 1e11 ? value * 1000 : value < 1e14 ? value : value < 1e17 ? value / 1e3 : value / 1e6)
  const days = Math.floor(ms / DAY_MS)
  const date = civilFromDays(days)
  stamp.stampKind = 'full'
  stamp.year = date.year
  stamp.month = date.month
  stamp.day = date.day
  stamp.timeOfDayMs = ms - days * DAY_MS
  stamp.resolutionMs = Number.isInteger(value) && value < 1e11 ? 999 : 0
  stamp.offsetMinutes = 0
  stamp.clock = ''
  stamp.iso = true
  stamp.leapSecond = false
  return true
}
