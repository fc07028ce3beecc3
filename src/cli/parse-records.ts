import type { ByteSource } from '../app/ports.ts'
import { textLines } from '../app/record-reader.ts'
import type { Event } from '../core/event.ts'
import { eventOf } from '../core/syslog/event-of.ts'
import { newScan, scanLine, scanNext } from '../core/syslog/scan.ts'
import { splitRecord } from '../core/syslog/split-record.ts'
import type { CommandContext } from './command.ts'
import { type LogHints, readingAt } from './open-files.ts'
import { inputRecordOf } from './record-input.ts'
import { harmless } from './terminal.ts'

/** A message of a record. */
export interface RecordMessage {
  readonly event: Event
  /** That of the record. */
  readonly id: string | number
  /** Number of the record's line in its source, from 1. */
  readonly line: number
}

/** Takes what is wrong with the line of this number. */
export type TellFault = (line: number, fault: string) => void

/**
 * Reads the records of an NDJSON source, each with its messages in order. A record that does not say its arrival came with
 * the one before it; the first with `--arrival`, else when the source was last written.
 *
 * A line that is no record is told and passed over.
 */
export async function* messagesOf(source: ByteSource, hints: LogHints, tell: TellFault): AsyncGenerator<RecordMessage> {
  const scan = newScan()
  let arrivalMs = hints.arrivalMs ?? source.modifiedMs
  let line = 0
  for await (const text of textLines(source)) {
    line++
    if (text.trim() === '') continue
    const record = inputRecordOf(text, line)
    if (typeof record === 'string') {
      tell(line, record)
      continue
    }
    const { id, value } = record
    arrivalMs = record.arrivalMs ?? arrivalMs
    const reading = readingAt(arrivalMs, hints)
    for (const [from, to] of splitRecord(value)) {
      scanLine(value, from, to, scan)
      do yield { event: eventOf(scan, reading), id, line }
      while (scanNext(scan))
    }
  }
}

/** Tells on standard error what is wrong with a line of a source of this name. */
export function faultTeller(name: string, { terminal }: CommandContext): TellFault {
  return (line, fault) =>
    terminal.note(`${harmless(name)}:${line}: ${terminal.paintNote('red', 'error:')} ${harmless(fault)}`)
}
