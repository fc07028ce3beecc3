import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/event.ts'
import { isoOf } from '../../src/core/iso.ts'
import { parseLine } from '../../src/core/syslog/event-of.ts'
import { splitRecord } from '../../src/core/syslog/split-record.ts'
import { UTC } from '../../src/core/syslog/zones.ts'
import { EXCEPTIONS } from './exceptions.ts'

const FOLDER = new URL('../../../shared/corpora/', import.meta.url)
const FILES = ['napalm-logs.jsonl', 'ntc-show-logging.jsonl', 'genie-license-eventlog.jsonl']

interface Case {
  readonly input: string
  readonly expected: Readonly<Record<string, unknown>>
}

const casesIn = (file: string): Case[] =>
  readFileSync(new URL(file, FOLDER), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Case)

/** What an event says of each field that a case may expect, in that project's form. Local: the wall clock that the device wrote. */
function told(event: Event): Readonly<Record<string, (expected: unknown) => unknown>> {
  const local = event.time === null ? '' : isoOf(event.time + (event.offsetMinutes ?? 0) * 60_000)
  const [date = '', time = ''] = local.split('T')
  const [year = '', month = '', day = ''] = date.split('-')
  const name = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[Number(month) - 1] ?? ''
  const [, process, pid] = /^(.*?)(?:\[(\d+)\])?$/.exec(event.process ?? '') ?? []
  const onlyTime = (text: unknown) => (event.time === null ? text : time.slice(0, String(text).length))
  return {
    host: () => event.host?.toLowerCase(),
    pri: () => event.pri,
    syslog_facility: () => (event.pri === null ? null : event.pri >> 3),
    syslog_severity: () => (event.pri === null ? null : event.pri & 7),
    tag: () => event.code,
    event: () => event.code,
    facility: () => event.facility,
    severity: () => event.severity,
    mnemonic: () => event.mnemonic,
    message: () => event.text,
    message_lines: () => event.text.split('\n').map(line => line.trim()),
    log_message: () => `${event.code} ${event.text}`,
    seq: () => event.sequence ?? event.messageCount,
    date: text =>
      /^\d{4}/.test(String(text)) ? `${year} ${name} ${day}` : `${name} ${String(Number(day)).padStart(2)}`,
    month: () => name,
    day: () => String(Number(day)).padStart(2, '0'),
    year: () => year,
    time: onlyTime,
    milliseconds: text => (String(text).startsWith('.') ? time.slice(8, 12) : time.slice(9, 12)),
    timestamp: () => (event.time === null ? null : isoOf(event.time)),
    process: () => process,
    node: () => event.node,
    fields: () => Object.fromEntries(event.fields),
    pid: text => (event.process === null ? text : pid),
  }
}

const plain = (field: string, value: unknown): unknown => {
  if (field === 'host') return String(value).toLowerCase()
  if (field === 'day') return String(value).padStart(2, '0')
  if (field === 'message_lines') return (value as string[]).map(line => line.trim())
  return value
}

describe.skipIf(!existsSync(FOLDER))('the cases of other projects (where their folder is)', () => {
  it.each(FILES)('give the expected fields but for those listed with their reason: %s', file => {
    const used = new Set<unknown>()
    const wrong: string[] = []
    let fields = 0
    const bytesOf = (text: string) => new TextEncoder().encode(text)
    for (const { input, expected } of casesIn(file)) {
      const bytes = bytesOf(input)
      expect(splitRecord(bytes)).toHaveLength(1)
      const event = parseLine(bytes, { arrivalMs: 1_577_836_800_000, aheadMs: 5_000, zones: UTC, host: null })
      const values = told(event)
      for (const [field, value] of Object.entries(expected)) {
        if (values[field] === undefined) continue
        fields++
        const found = values[field](value)
        if (JSON.stringify(found) === JSON.stringify(plain(field, value))) continue
        const exception = EXCEPTIONS.find(one => one.field === field && input.startsWith(one.line))
        if (exception !== undefined) used.add(exception)
        else
          wrong.push(`${field}: ${JSON.stringify(found)} instead of ${JSON.stringify(value)} in ${input.slice(0, 90)}`)
      }
    }
    expect(wrong).toEqual([])
    expect(fields).toBeGreaterThan(40)
    expect(used.size / fields).toBeLessThan(0.02)
  })
})
