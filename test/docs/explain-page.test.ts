import { describe, expect, it } from 'vitest'
import { textOf } from '../support/repository.ts'
import { recordsOf, runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { missingLines, printedBy, shownIn } from './console.ts'
import { fencesOf } from './markdown.ts'

const PAGE = 'docs/explain.md'
const shown = fencesOf(PAGE).map(({ text }) => shownIn(text))

/** The names in the first column of the table of the page with this head. */
function fieldsIn(head: string): readonly string[] {
  const [, rows = ''] = textOf(PAGE).split(new RegExp(`^\\| ${head} +\\|.*\\n.*\\n`, 'm'))
  const firstCells = rows
    .split('\n\n')[0]!
    .split('\n')
    .map(row => row.split('|')[1] ?? '')
  return firstCells.flatMap(cell => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name!))
}

/** A log in which every kind of object has something to tell. */
const LOG = [
  '2026-07-09 13:15:20.000 UTC SAEVT_COMM_RESTORED',
  '2026-07-09 13:15:29.902 UTC SAEVT_COMM_FAIL error="HTTP Server Error 502: Bad Gateway"',
  '2026-07-09 13:17:39.881 UTC SAEVT_COMM_RESTORED',
  '2026-07-09 13:17:40.881 UTC SAEVT_COMM_FAIL error="HTTP Server Error 404: Not found"',
].join('\n')

type Fields = Readonly<Record<string, unknown>>

async function objects(kind: string): Promise<readonly Fields[]> {
  const path = temporaryFolder({ 'wlc1.log': LOG })('wlc1.log')
  const ran = await runSequor(['explain', '--rule', 'cisco-slup-http-502', '--format', 'ndjson', path])
  return recordsOf<Fields>(ran).filter(one => one['kind'] === kind)
}

describe('the page of explain', () => {
  it.each(shown)('shows what `$command` prints', ({ command, lines }) => {
    expect(lines.length).toBeGreaterThan(3)
    expect(missingLines(lines, printedBy(command))).toEqual([])
  })

  it('names the fields of a window, of its lines, and of an event, in their order', async () => {
    const [window] = await objects('window')
    expect(Object.keys(window!)).toEqual(fieldsIn('of a `window`'))
    expect(Object.keys((window!['lines'] as readonly Fields[])[0]!)).toEqual(fieldsIn('of a line'))
    const [event] = await objects('event')
    expect(Object.keys(event!)).toEqual(fieldsIn('of an `event`'))
    expect(fieldsIn('of an `aside`, a `missing_key`')).toEqual(
      expect.arrayContaining(Object.keys((await objects('aside'))[0]!)),
    )
  })
})
