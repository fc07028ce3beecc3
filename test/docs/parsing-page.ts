/**
 * Writes the tables of docs/parsing.md anew from parsing-cases.ts and what the parser makes of them.
 *
 *   node test/docs/parsing-page.ts
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordOfEvent } from '../../src/cli/event-format.ts'
import { eventOf } from '../../src/core/syslog/event-of.ts'
import { newScan, scanLine, scanNext } from '../../src/core/syslog/scan.ts'
import { splitRecord } from '../../src/core/syslog/split-record.ts'
import { REPOSITORY, textOf } from '../support/repository.ts'
import { reading } from '../unit/syslog/parse.ts'
import { PARSING_CASES, type ParsingCase } from './parsing-cases.ts'

export const PARSING_PAGE = 'docs/parsing.md'

/** What the tables do not show: it follows from what they show, or is the same in every row. */
const LEFT_OUT = new Set(['id', 'facility', 'severity', 'mnemonic', 'message', 'arrival', 'repeat_of'])

/** The page with its tables as the parser has them. */
export function pageWithTables(page: string): string {
  return Object.entries(PARSING_CASES).reduce(
    (text, [name, cases]) =>
      text.replace(
        new RegExp(`(<!-- table: ${name} -->\n)[^]*?(<!-- end -->)`),
        (_, begin: string, end: string) => `${begin}\n${tableOf(cases)}\n\n${end}`,
      ),
    page,
  )
}

function tableOf(cases: readonly ParsingCase[]): string {
  const rows = cases.map(([form, line]) => `| ${form} | ${cell(line)} | ${recordsOf(line).map(cell).join('<br>')} |`)
  return ['| form | line | becomes |', '| --- | --- | --- |', ...rows].join('\n')
}

function cell(text: string): string {
  return `\`${text.replaceAll('\n', '⏎').replaceAll('\ufeff', '⟨BOM⟩').replaceAll('|', '\\|')}\``
}

/** What `parse` prints of each message of a record, without what is empty. */
function recordsOf(record: string): readonly string[] {
  const bytes = new TextEncoder().encode(record)
  const scan = newScan()
  const found: string[] = []
  for (const [from, to] of splitRecord(bytes)) {
    scanLine(bytes, from, to, scan)
    do found.push(shown(recordOfEvent(eventOf(scan, reading()), 1, null)))
    while (scanNext(scan))
  }
  return found
}

function shown(record: object): string {
  const told = Object.entries(record).filter(
    ([name, value]) => !LEFT_OUT.has(name) && value !== null && value !== '' && value !== 0,
  )
  return told
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value] as const)
    .filter(([, value]) => typeof value !== 'object' && value !== '')
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

if (import.meta.main) writeFileSync(join(REPOSITORY, PARSING_PAGE), pageWithTables(textOf(PARSING_PAGE)))
