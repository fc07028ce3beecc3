import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { streamSource } from '../../src/adapters/file/byte-source.ts'
import { LINE_BYTES } from '../../src/app/line-desk.ts'
import { LineReader, type ReadLine } from '../../src/app/line-reader.ts'
import { lineFilter } from '../../src/core/dispatch.ts'
import { UTC } from '../../src/core/syslog/zones.ts'

const filter = lineFilter([
  { glob: 'SMART_LIC-*', runs: null },
  { glob: 'WANTED-5-EXACT', runs: null },
  { glob: 'LINK-3-*', runs: ['TEXT '.repeat(14).trim()] },
])
const MINUTE_MS = 60_000
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** What a reader tells of a log: the lines that may matter, where it stood behind each chunk, and its counts. */
async function told(log: Uint8Array, chunkBytes: number, withFilter: boolean) {
  const pieces = Readable.from(
    [log.subarray(0, log.length >> 1), log.subarray(log.length >> 1)].filter(({ length }) => length > 0),
  )
  const hints = { zones: UTC, year: 2025, namedMs: null, withoutStampMs: 5 }
  const reader = new LineReader(
    streamSource('log', pieces, 7),
    hints,
    withFilter ? { filter, chunkBytes } : { chunkBytes },
  )
  const lines: unknown[] = []
  let shown = 0
  const show = ({ scan, arrivalMs, offset, line, cut }: ReadLine) => {
    shown++
    const { bytes, start, end, codeStart } = scan
    const matters = cut || codeStart < 0 || filter.wants(bytes, scan)
    if (matters)
      lines.push({ text: Buffer.from(bytes.slice(start, end)).toString('latin1'), arrivalMs, offset, line, cut })
  }
  const chunks: unknown[] = []
  for (let to = await reader.next(show); to !== null; to = await reader.next(show)) chunks.push([to, reader.clock.now])
  const { linesRead, linesCut, bytesRead, clock } = reader
  const counts = { linesRead, linesCut, bytesRead, refusedJumps: clock.refusedJumps, sawSetClock: clock.sawSetClock }
  return { shown, told: { lines, chunks, counts } }
}

/** The device's stamp, with or without its year. */
function stampOf(ms: number, withYear: boolean): string {
  const date = new Date(ms)
  const day = String(date.getUTCDate()).padStart(2, ' ')
  const year = withYear ? `${date.getUTCFullYear()} ` : ''
  return `${MONTHS[date.getUTCMonth()]} ${day} ${year}${date.toISOString().slice(11, 23)}`
}

interface Step {
  readonly aheadMs: number
  readonly withYear: boolean
  readonly flag: string
  readonly head: string
  readonly code: string
  readonly textLength: number
  readonly odd: string | null
  readonly ending: string
}

const step: fc.Arbitrary<Step> = fc.record({
  aheadMs: fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: -3 * MINUTE_MS, max: 30 * MINUTE_MS }) },
    { weight: 1, arbitrary: fc.constantFrom(25 * 60 * MINUTE_MS, 90 * 24 * 60 * MINUTE_MS, -40 * 24 * 60 * MINUTE_MS) },
  ),
  withYear: fc.boolean(),
  flag: fc.constantFrom('', '', '', '.', '*'),
  head: fc.constantFrom('', '<189>7: ', '12: wlc1: ', '7: wlc1: 000104: '),
  code: fc.constantFrom(
    'SYS-5-CONFIG_I',
    'LINK-3-UPDOWN',
    'LINEPROTO-5-UPDOWN',
    'OSPF-5-ADJCHG',
    'DOT1X-5-FAIL',
    'SMART_LIC-3-COMM_FAILED',
    'WANTED-5-EXACT',
    'WANTED-5-EXACTLY',
  ),
  textLength: fc.oneof({ weight: 9, arbitrary: fc.nat(90) }, { weight: 1, arbitrary: fc.nat(700) }),
  odd: fc.oneof(
    { weight: 9, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom('', 'no code here', '\u0000', ' ') },
  ),
  ending: fc.constantFrom('\n', '\n', '\n', '\r\n'),
})

/** A log that begins an hour before the turn of a year. */
function logOf(steps: readonly Step[], withLastNewline: boolean): string {
  let clockMs = Date.UTC(2025, 11, 31, 23)
  const lines = steps.map(({ aheadMs, withYear, flag, head, code, textLength, odd, ending }) => {
    // A leap far ahead is one device's wrong clock; the others go on as before.
    if (Math.abs(aheadMs) <= 30 * MINUTE_MS) clockMs += aheadMs
    const line =
      odd ?? `${head}${flag}${stampOf(clockMs + aheadMs, withYear)}: %${code}: ${'text '.repeat(textLength / 5)}`
    return line + ending
  })
  const log = lines.join('')
  return withLastNewline ? log : log.slice(0, -1)
}

describe('a line reader that leaves plain lines to the block scanner', () => {
  it('tells of any log what one tells that looks at every line, however it is cut into chunks', async () => {
    let all = 0
    let shown = 0
    const log = fc
      .tuple(fc.array(step, { maxLength: 60, size: 'max' }), fc.boolean())
      .map(([steps, whole]) => logOf(steps, whole))
    await fc.assert(
      fc.asyncProperty(log, fc.constantFrom(64, 300, 777, 1024, 4096, 65_536), async (text, chunkBytes) => {
        const bytes = new TextEncoder().encode(text)
        const every = await told(bytes, chunkBytes, false)
        const some = await told(bytes, chunkBytes, true)
        expect(some.told).toEqual(every.told)
        all += every.shown
        shown += some.shown
      }),
      { numRuns: 400 },
    )
    // The rest was passed: else nothing would be tested.
    expect(shown).toBeLessThan(all * 0.6)
  })

  it.each([LINE_BYTES - 1, LINE_BYTES, LINE_BYTES + 1, 90_000, 150_000])(
    'cuts a line of %i bytes where the other cuts it',
    async length => {
      const plain = 'Jul  9 2025 13:15:29: %SYS-5-CONFIG_I: x\n'
      const long = plain.trimEnd().padEnd(length, 'x')
      const bytes = new TextEncoder().encode(`${plain}${plain}${long}\n${plain}${plain}${long}`)
      for (const chunkBytes of [100_000, 1 << 20]) {
        const every = await told(bytes, chunkBytes, false)
        const some = await told(bytes, chunkBytes, true)
        expect(some.told).toEqual(every.told)
        expect(some.told.counts).toMatchObject({
          linesRead: 6,
          linesCut: length > LINE_BYTES && chunkBytes > length ? 2 : expect.any(Number),
        })
      }
    },
  )
})
