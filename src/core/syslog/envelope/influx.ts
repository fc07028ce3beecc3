import { addressOf } from './address.ts'
import type { Envelope } from './envelope.ts'
import { priOf } from './envelope-pri.ts'
import { KEYS } from './json-keys.ts'
import { candidatesIn } from './json-object.ts'

/**
 * Reads a line of InfluxDB's line protocol as Telegraf writes it for a syslog message:
 * `syslog,hostname=r1,source=192.0.2.12 facility_code=23i,message="…",severity_code=5i 1796091190706400667198`.
 * Null without a message.
 */
export function influxEnvelope(text: string): Envelope | null {
  const pairs = new Map<string, string>()
  let pos = text.indexOf(',') + 1
  while (pos < text.length) {
    const [key, behindKey] = read(text, pos)
    if (text[behindKey] !== '=') return envelopeOf(pairs, text.slice(pos).trim())
    const [value, behind] = text[behindKey + 1] === '"' ? readQuoted(text, behindKey + 2) : read(text, behindKey + 1)
    if (!pairs.has(key)) pairs.set(key, value)
    pos = behind + 1
  }
  return envelopeOf(pairs, '')
}

function envelopeOf(pairs: ReadonlyMap<string, string>, time: string): Envelope | null {
  const line = pairs.get('message') ?? ''
  if (line === '') return null
  const host = pairs.get('hostname') ?? pairs.get('source') ?? null
  const number = (name: string) => pairs.get(name)?.replace(/i$/, '')
  return {
    line,
    host: host === null ? null : addressOf(host),
    time: /^\d{9,20}$/.test(time) ? time : null,
    pri: priOf(candidatesIn({ facility: number('facility_code'), severity: number('severity_code') }, KEYS)),
    process: pairs.get('appname') ?? null,
    noticed: 0,
  }
}

/** A name or bare value from `from` to an unescaped `,`, blank or `=`, and where it ends. */
function read(text: string, from: number): readonly [value: string, end: number] {
  let end = from
  while (end < text.length && text[end] !== ',' && text[end] !== ' ' && text[end] !== '=') {
    end += text[end] === '\\' ? 2 : 1
  }
  return [text.slice(from, end).replace(/\\([,= \\])/g, '$1'), Math.min(end, text.length)]
}

function readQuoted(text: string, from: number): readonly [value: string, end: number] {
  let end = from
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
  return [text.slice(from, end).replace(/\\(["\\])/g, '$1'), Math.min(end + 1, text.length)]
}
