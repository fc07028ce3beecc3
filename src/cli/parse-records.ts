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

/**
 * Parses the records of an NDJSON source, each with its messages in order. A record that does not say its arrival came with
 * the one before it; the first with `--arrival`, else when the source was last written.
 *
 * A line that is no record is told and passed over. False if there was one.
 */
export async function parseRecords(
  source: ByteSource,
  hints: LogHints,
  { terminal }: CommandContext,
  write: (event: Event, id: string | number) => Promise<void>,
): Promise<boolean> {
  const scan = newScan()
  let arrivalMs = hints.arrivalMs ?? source.modifiedMs
  let line = 0
  let sound = true
  for await (const text of textLines(source)) {
    line++
    if (text.trim() === '') continue
    const record = inputRecordOf(text, line)
    if (typeof record === 'string') {
      terminal.note(`${harmless(source.name)}:${line}: ${terminal.paintNote('red', 'error:')} ${harmless(record)}`)
      sound = false
      continue
    }
    const { id, value } = record
    arrivalMs = record.arrivalMs ?? arrivalMs
    const reading = readingAt(arrivalMs, hints)
    for (const [from, to] of splitRecord(value)) {
      scanLine(value, from, to, scan)
      do await write(eventOf(scan, reading), id)
      while (scanNext(scan))
    }
  }
  return sound
}
