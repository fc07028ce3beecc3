import { type MessageRange, messageRanges } from './message-ranges.ts'
import { newScan, type Scan, scanLine } from './scan.ts'

/**
 * The messages of one record, in order. A line break begins a new message only where a header follows: a message may have
 * further lines (`System restarted --`). Two messages that were read as one are parted at the priority of the second.
 *
 * An envelope stays whole, as its own line breaks mean nothing; so does every record in which nothing else is sure. Linear in
 * the length of the record. `scan` is overwritten; of one line, which is not empty and holds no break
 * and no second message, it holds the scan.
 */
export function splitRecord(bytes: Uint8Array, scan: Scan = newScan()): readonly MessageRange[] {
  return messageRanges(bytes, scan, scanLine)
}
