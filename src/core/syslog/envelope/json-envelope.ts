import { addressOf } from './address.ts'
import type { Envelope } from './envelope.ts'
import { priOf } from './envelope-pri.ts'
import { firstOf, isObject, type JsonObject, type Path, pathOf, textAt, valueAt } from './json-object.ts'
import { otlpRecords } from './otlp.ts'

/** The untouched line first, as a parsed `message` may lack its first word. */
const LINE_PATHS = [
  'rawmsg',
  'RAWMSG',
  'rawmsg-after-pri',
  'raw_message',
  'event.original',
  'log.original',
  'message',
  'msg',
  'MESSAGE',
  'MSG',
  'log',
  'body',
  'fields.message',
  'event',
  'event.message',
  'payload',
  'raw',
  'line',
  'text',
].map(pathOf)

/** The sender first; `host.name` last, as it is the shipper's own machine where there is a sender. */
const HOST_PATHS = [
  'fromhost-ip',
  'fromhost',
  'HOST',
  'HOST_FROM',
  'SOURCEIP',
  'tags.hostname',
  'tags.source',
  'log.syslog.hostname',
  'hostname',
  'host',
  'source_ip',
  'log.source.address',
  'source.ip',
  'source.address',
  'source_host',
  'net.peer.ip',
  'attributes.net.peer.ip',
  'host.ip',
  'host.name',
  'host.hostname',
].map(pathOf)

/** When it was received before when it was sent: a parsed time may be wrong by a year, or by the relay's zone. */
const TIME_PATHS = [
  'timegenerated',
  '@timestamp',
  'R_ISODATE',
  'ISODATE',
  'timestamp',
  'fields.timestamp',
  'time',
  'date',
  'timereported',
].map(pathOf)

const PROCESS_PATHS = [
  'programname',
  'PROGRAM',
  'appname',
  'tags.appname',
  'ident',
  'process.name',
  'log.syslog.appname',
].map(pathOf)

/** Under these the line still has its first word. */
const WHOLE_LINES = ['rawmsg', 'RAWMSG', 'rawmsg-after-pri', 'event']
const MSGHDR = pathOf('MSGHDR')
const SYSLOGTAG = pathOf('syslogtag')
/** The names of rsyslog's own properties. */
const RSYSLOG = ['rawmsg', 'fromhost', 'fromhost-ip', 'timegenerated']

/** The messages in a JSON text: an object, a list of them, several in a row, or a line in quotes. Null if it is none. */
export function jsonEnvelopes(text: string): readonly Envelope[] | null {
  const value = parsed(text) ?? parsed(`[${text.replaceAll(/\}\s*\{/g, '},{')}]`)
  if (value === undefined) return null
  const found = (Array.isArray(value) ? value : [value]).flatMap(one => envelopesIn(one))
  return found.length === 0 ? null : found
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined
  } catch {
    return undefined
  }
}

function envelopesIn(value: unknown): readonly Envelope[] {
  if (typeof value === 'string')
    return [{ line: value, host: null, time: null, pri: -1, process: null, escaped: false }]
  if (!isObject(value)) return []
  const records = otlpRecords(value)
  if (records !== null) return records.flatMap(record => envelopeOf(record) ?? [])
  // Kafka Connect writes the object beside its schema.
  const inner = isObject(value['payload']) ? value['payload'] : value
  const envelope = envelopeOf(inner)
  return envelope === null ? [] : [envelope]
}

function envelopeOf(object: JsonObject): Envelope | null {
  const line = firstOf(object, LINE_PATHS, textAt)
  if (line === null) return null
  const host = firstOf(object, HOST_PATHS, textAt)
  const process = firstOf(object, PROCESS_PATHS, textAt)
  return {
    line: withFirstWord(object, line, process),
    host: host === null ? null : addressOf(host),
    time: firstOf(object, TIME_PATHS, timeAt),
    pri: priOf(object),
    process,
    escaped: RSYSLOG.some(name => Object.hasOwn(object, name)),
  }
}

function timeAt(object: JsonObject, path: Path): string | number | null {
  const value = valueAt(object, path)
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? value : null
}

/**
 * Puts back the word that a shipper's parser took for the tag: `syslogtag` of rsyslog and `MSGHDR` of syslog-ng are that
 * word as it stood. Of the program alone the colon is lost; a line that lacks its beginning begins with a blank in
 * rsyslog's templates.
 */
function withFirstWord(object: JsonObject, line: string, process: string | null): string {
  if (WHOLE_LINES.some(name => Object.hasOwn(object, name))) return line
  const tag = textAt(object, Object.hasOwn(object, 'MSG') ? MSGHDR : SYSLOGTAG)
  if (tag !== null) return tag === '-' ? line : tag + line
  const isHeadless = /^ |^[*.]?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|\d{4}) /.test(line)
  if (process === null || process === '-' || !isHeadless) return line
  const isStamp = /^[*.]?[A-Z][a-z]{2}$/.test(process) && /^ +\d/.test(line)
  return `${process}${isStamp ? '' : ':'}${line.startsWith(' ') ? '' : ' '}${line}`
}
