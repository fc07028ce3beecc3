import { closingQuote, unescaped } from '../json-text.ts'
import { BAD_ENVELOPE, ESCAPED } from '../noticed.ts'
import { addressOf } from './address.ts'
import type { Envelope } from './envelope.ts'
import { priOf } from './envelope-pri.ts'
import { withFirstWord } from './first-word.ts'
import { documentsIn } from './json-documents.ts'
import { KEYS, OF_RSYSLOG, type Said } from './json-keys.ts'
import { candidatesIn, firstOf, isObject, type JsonObject, textOf } from './json-object.ts'
import { otlpRecords } from './otlp.ts'

/** How deep objects within objects are looked through for lines. */
const DEEPEST = 4
const PRI_FIRST = /^<\d{1,3}>/
const CODE_WITHIN = /%[A-Za-z]\w*(?:-\w+)*-[0-7]-\w+/
const WHOLE_CODE = /%[A-Za-z][\w-]{0,80}-[0-7]-\w{1,80} ?:/

const BARE: Omit<Envelope, 'line'> = { host: null, time: null, pri: -1, process: null, noticed: 0 }

/**
 * The messages in a JSON text: an object, a list of them, several in a row, or a line in quotes. Empty if it holds no line,
 * null if it is broken, or no JSON. What is broken beside messages is told as it is; of an object that is cut the line is read
 * if its code is whole.
 */
export function jsonEnvelopes(text: string): readonly Envelope[] | null {
  const documents = documentsIn(text)
  const messages = documents.map(document => ('value' in document ? envelopesIn(document.value) : null))
  if (!messages.includes(null)) return messages.flatMap(found => found ?? [])
  // A text may begin with a bracket or a quote.
  if (!text.startsWith('{') || messages.every(found => found === null || found.length === 0)) return salvaged(text)
  return documents.flatMap((document, index) => {
    if ('value' in document) return messages[index]!
    return salvaged(document.broken) ?? [{ ...BARE, line: document.broken, noticed: BAD_ENVELOPE }]
  })
}

/** The line in a document that is cut; null if its code is not whole. */
function salvaged(text: string): readonly Envelope[] | null {
  if (!/^\[?\s*\{/.test(text)) return null
  for (let quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', quote)) {
    const closing = closingQuote(text, quote + 1)
    const content = text.slice(quote + 1, closing < 0 ? text.length : closing)
    if (WHOLE_CODE.test(content)) return [{ ...BARE, line: unescaped(content), noticed: BAD_ENVELOPE }]
    if (closing < 0) break
    quote = closing + 1
  }
  return null
}

/** The messages in a document. If some are lines of syslog, other texts under such names are none. */
function envelopesIn(value: unknown): readonly Envelope[] {
  if (typeof value === 'string') return [{ ...BARE, line: value }]
  const isList = Array.isArray(value)
  if (isList && value.every(one => typeof one === 'string')) return value.map(line => ({ ...BARE, line }))
  const found = isList ? envelopesOfList(value, {}, 0) : isObject(value) ? envelopesOfObject(value, {}, 0) : []
  const lines = found.length > 1 ? found.filter(({ line }) => isLine(line)) : found
  return lines.length > 0 ? lines : found
}

function isLine(text: string): boolean {
  return PRI_FIRST.test(text) || CODE_WITHIN.test(text)
}

/** The message of an object, or those of the objects in it. What these do not say, the outer one says. */
function envelopesOfObject(object: JsonObject, outer: Said, depth: number): readonly Envelope[] {
  const records = otlpRecords(object)
  if (records !== null) return records.flatMap(record => envelopesOfObject(record, outer, depth + 1))
  const { attributes } = object
  const view = isObject(attributes) ? { ...attributes, ...object } : object
  const own = candidatesIn(view, KEYS)
  const said = { ...outer, ...own }
  const envelope = envelopeOf(view, own, said)
  if (envelope !== null) return [envelope]
  if (depth >= DEEPEST) return []
  const { line, program, programId, tag, ...inherited } = said
  return Object.values(object).flatMap(value => {
    if (isObject(value)) return envelopesOfObject(value, inherited, depth + 1)
    return Array.isArray(value) ? envelopesOfList(value, inherited, depth + 1) : []
  })
}

/** A number before an object, `["tag", 1783602931, {…}]`, or before a text, `["1783602931000000000", "…"]`, is its time. */
function envelopesOfList(list: readonly unknown[], outer: Said, depth: number): readonly Envelope[] {
  if (depth > DEEPEST) return []
  return list.flatMap((value, index) => {
    const time = index === 0 ? null : timeIn(list[index - 1])
    const isTimed = time !== null && !Number.isNaN(Number(time))
    const said = isTimed ? { ...outer, received: [{ rank: 0, path: '', value: time }] } : outer
    if (isObject(value)) return envelopesOfObject(value, said, depth + 1)
    if (Array.isArray(value)) return envelopesOfList(value, said, depth + 1)
    return isTimed && typeof value === 'string' ? [envelopeOfLine(value, '', said)] : []
  })
}

function envelopeOf(object: JsonObject, own: Said, said: Said): Envelope | null {
  const found = firstOf(own.line, (value, path) => {
    const text = textOf(value)
    return text === null ? null : envelopeOfLine(text, path, said)
  })
  if (found === null) {
    const line = Object.values(object).find(value => typeof value === 'string' && isLine(value))
    return typeof line === 'string' ? envelopeOfLine(line, '', said) : null
  }
  return OF_RSYSLOG.some(name => Object.hasOwn(object, name)) ? { ...found, noticed: ESCAPED } : found
}

function envelopeOfLine(text: string, path: string, said: Said): Envelope {
  return {
    ...withFirstWord(said, text, path),
    host: firstOf(said.host, hostIn),
    time: firstOf(said.received, timeIn),
    pri: priOf(said),
    noticed: 0,
  }
}

/** `source` may also be a file, or the input of the shipper. */
function hostIn(value: unknown, path: string): string | null {
  const text = textOf(value)
  const host = text === null ? null : addressOf(text)
  return host !== null && path === 'source' && !/^[\w.:-]*[.:][\w.:-]*$|^[a-z][\w-]*\d$/i.test(host) ? null : host
}

function timeIn(value: unknown): string | number | null {
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? value : null
}
