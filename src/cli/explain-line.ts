import { eventOf, type Reading } from '../core/syslog/event-of.ts'
import { newScan, type Scan, scanLine, scanNext } from '../core/syslog/scan.ts'
import { splitRecord } from '../core/syslog/split-record.ts'
import { recordOfEvent } from './event-format.ts'
import type { Terminal } from './terminal.ts'

/** The parts of a line that a scan keeps as ranges, and which field of the output each becomes. */
const PARTS = [
  ['relay time', 'relayStamp', ''],
  ['relay host', 'relayHost', 'relay_host'],
  ['priority', 'pri', 'pri'],
  ['message counter', 'counter', 'message_count'],
  ['origin', 'origin', 'host'],
  ['service sequence', 'sequence', 'sequence'],
  ['node', 'node', 'node'],
  ['time', 'stamp', 'timestamp'],
  ['process', 'process', 'process'],
  ['code', 'code', 'code'],
  ['text', 'text', 'message'],
] as const

const MARKS = 'abcdefghijklmnop'

/**
 * Shows each message of a record with every column underlined by the mark of the part as which it was read, and what became
 * of each part. Of an envelope, and of a line into which a word was put back, the line inside is shown; what the envelope says
 * beside it has no mark.
 */
export function explainLine(line: string, reading: Reading, paint: Terminal['paint']): string {
  const bytes = new TextEncoder().encode(line)
  const scan = newScan()
  const messages: string[] = []
  for (const [from, to] of splitRecord(bytes)) {
    scanLine(bytes, from, to, scan)
    do messages.push(explainMessage(scan, reading, paint))
    while (scanNext(scan))
  }
  return messages.join('\n')
}

function explainMessage(scan: Scan, reading: Reading, paint: Terminal['paint']): string {
  const { start, end } = scan
  const event = eventOf(scan, reading)
  const record: Readonly<Record<string, unknown>> = { ...recordOfEvent(event, 1, null) }
  const textOf = (from: number, to: number) => new TextDecoder().decode(scan.bytes.subarray(from, to))
  const line = textOf(start, end)
  const marks = new Array<string>(line.length).fill(' ')
  const rows = partsOf(scan).map(({ name, field, from, to }, index) => {
    const mark = from < end ? MARKS[index]! : ' '
    const column = textOf(start, from).length
    if (from < end) marks.fill(mark, column, column + textOf(from, to).length)
    const value = field === '' ? '' : JSON.stringify(record[field])
    return `${paint('cyan', mark)}  ${name.padEnd(17)}${value}`
  })
  const rest = [`   shape            ${event.shape}`, `   flags            ${event.flags.join(' ') || '-'}`]
  const shown = line.replace(/[^\u0020-\u007e\u00a1-\ufffc]/g, '·')
  return [shown, paint('cyan', marks.join('').trimEnd()), '', ...rows, ...rest, ''].join('\n')
}

interface Part {
  readonly name: string
  readonly field: string
  readonly from: number
  readonly to: number
}

/** In the order of the line; a range that two parts share is the first one's. */
function partsOf(scan: Scan): readonly Part[] {
  const found: Part[] = []
  for (const [name, range, field] of PARTS) {
    const from = scan[`${range}Start`]
    const to = scan[`${range}End`]
    if (from < 0 || to <= from || found.some(part => part.from === from)) continue
    found.push({ name, field, from, to })
  }
  return found.toSorted((one, other) => one.from - other.from)
}
