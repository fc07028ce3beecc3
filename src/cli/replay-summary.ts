import { LINE_BYTES } from '../app/line-desk.ts'
import type { FileFacts } from '../app/log-set.ts'
import type { ReplayResult } from '../app/replay.ts'
import type { RuleSet } from '../core/rule-set.ts'
import { assumedYearNote } from './assumed-year.ts'
import { counted } from './counted.ts'
import type { ReplayWriter } from './replay-writer.ts'
import { harmless, type Terminal } from './terminal.ts'

export interface ReplaySummary {
  readonly files: readonly FileFacts[]
  readonly result: ReplayResult
  readonly writer: ReplayWriter
  readonly rules: RuleSet
}

const SHOWN = 5

/** Tells on standard error what was read, what was found, what is undecided, and what was odd. */
export function tellSummary(summary: ReplaySummary, { note, paintNote }: Terminal): void {
  const { files, result, writer, rules } = summary
  const lines = sum(files, file => file.linesRead)
  const withoutCode = sum(files, file => file.withoutCode)
  const found = [...writer.counts.byOutcome].map(([outcome, count]) => `${count} ${outcome}`)
  const open = writer.counts.open()
  note(
    `${counted(lines, 'line')}${withoutCode > 0 ? ` (${withoutCode} without a code)` : ''}, ${counted(rules.rules.length, 'rule')}: ${found.join(', ') || 'no incidents'}${open > 0 ? `; ${open} still open` : ''}`,
  )
  for (const text of [...undecidedNotes(result), ...oddities(files, result)])
    note(`${paintNote('yellow', 'note:')} ${text}`)
}

function undecidedNotes({ undecided }: ReplayResult): string[] {
  const shown = undecided.slice(0, SHOWN).map(({ rule, key, dueMs }) => {
    const due = new Date(dueMs).toISOString()
    return `undecided: ${rule} for ${harmless(key.join(', '))}: the log ends before its deadline at ${due}`
  })
  const left = undecided.length - shown.length
  return left > 0 ? [...shown, `undecided: ${left} more`] : shown
}

/** What was odd about the files, a note each. */
export function oddities(files: readonly FileFacts[], { late }: ReplayResult): string[] {
  const notes = files.flatMap(file => {
    const name = harmless(file.name)
    return fileOddities(file).map(text => `${name}: ${text}`)
  })
  if (late > 0) notes.push(`${counted(late, 'line')} came too late to be put in order: a live run may differ there`)
  return notes
}

function fileOddities(file: FileFacts): string[] {
  const notes: string[] = []
  const { linesCut, linesRead, refusedJumps, missingKey } = file
  if (linesRead === 0) notes.push('is empty')
  const year = assumedYearNote(file.assumedYearMs)
  if (year !== null) notes.push(year)
  if (refusedJumps > 0) notes.push(`${counted(refusedJumps, 'line')} with a clock more than a day ahead of all others`)
  if (linesCut > 0) notes.push(`${counted(linesCut, 'line')} longer than ${LINE_BYTES} bytes, which was cut there`)
  if (missingKey > 0) notes.push(`${counted(missingKey, 'line')} without a field of a rule's key`)
  if (linesRead > 0 && file.withoutCode === linesRead && file.matches === 0)
    notes.push('no line has a code: is it a syslog of devices?')
  return notes
}

function sum(files: readonly FileFacts[], count: (file: FileFacts) => number): number {
  return files.reduce((total, file) => total + count(file), 0)
}
