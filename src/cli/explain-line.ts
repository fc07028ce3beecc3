import { eventOf, type Reading } from '../core/syslog/event-of.ts'
import { newScan, type Scan, scanLine } from '../core/syslog/scan.ts'
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

/** Shows a line with every column underlined by the mark of the part as which it was read, and what became of each part. */
export function explainLine(line: string, reading: Reading, paint: Terminal['paint']): string {
  const bytes = new TextEncoder().encode(line)
  const scan = newScan()
  scanLine(bytes, 0, bytes.length, scan)
  const event = eventOf(scan, reading)
  const record: Readonly<Record<string, unknown>> = { ...recordOfEvent(event, 1, null) }
  const parts = scan.bytes === bytes ? partsOf(scan) : []
  const marks = new Array<string>(line.length).fill(' ')
  parts.forEach(({ from, to }, index) => {
    const decoder = new TextDecoder()
    const start = decoder.decode(bytes.subarray(0, from)).length
    marks.fill(MARKS[index]!, start, start + decoder.decode(bytes.subarray(from, to)).length)
  })
  const rows = parts.map(({ name, field }, index) => {
    const value = field === '' ? '' : JSON.stringify(record[field])
    return `${paint('cyan', MARKS[index]!)}  ${name.padEnd(17)}${value}`
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
