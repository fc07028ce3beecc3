import { readZoneWord } from '../read-zone.ts'
import { newStamp } from '../stamp.ts'
import { type Said, WHOLE_LINES } from './json-keys.ts'
import { firstOf, textOf } from './json-object.ts'

const MONTH = '[*.]?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
/** A line that goes on within its header: a blank, as rsyslog leaves it, a month, a year or a sequence. */
const HEADLESS = new RegExp(`^(?: |${MONTH} |[*.]?\\d{4} |\\d{6,}: )`)
const BEGINS_DATE = new RegExp(`^ *${MONTH} +\\d`)
const CODE = /^%[A-Za-z]\w*(?:-\w+)*-[0-7A-Z]-\w+$/
const NIL = '-'

/** A line with the word that a shipper's parser took for its program, and the program if it is one. */
export interface WholeLine {
  readonly line: string
  readonly process: string | null
}

/**
 * Puts back the word that a shipper's parser took for the tag: `syslogtag` of rsyslog and `MSGHDR` of syslog-ng are that
 * word as it stood. Of the program alone the colon is lost; a line that lacks its beginning begins with a blank in
 * rsyslog's templates.
 */
export function withFirstWord(said: Said, line: string, path: string): WholeLine {
  const process = firstOf(said.program, textOf)
  if (WHOLE_LINES.has(path)) return { line, process }
  const tag = firstOf(said.tag, textOf)
  if (tag === NIL) return { line, process }
  if (tag !== null) return { line: withZone(said, tag.replace(/: ?$/, ''), line) ?? tag + line, process }
  if (process === null || process === NIL) return { line, process }
  const whole = withZone(said, process, line) ?? withProgram(said, process, line)
  return whole === null ? { line, process } : { line: whole, process: null }
}

/** The line behind its program, null if it does not lack it. */
function withProgram(said: Said, program: string, line: string): string | null {
  const rest = line.trimStart()
  if (rest.startsWith('/') && /^[A-Z\d]+$/.test(program)) return program + rest
  const id = firstOf(said.programId, numberText)
  if (id !== null && rest.startsWith('%')) return `${program}[${id}]: ${rest}`
  if (/^\d{4}$/.test(program) && BEGINS_DATE.test(line)) return `${program} ${rest}`
  if (!HEADLESS.test(line) && !/^\d+$/.test(program) && !CODE.test(program)) return null
  const isMonth = /^[*.]?[A-Z][a-z]{2}$/.test(program) && /^ *\d/.test(line)
  return `${program}${isMonth ? '' : ':'} ${isMonth && line.startsWith(' ') ? line.slice(1) : line.trimStart()}`
}

function numberText(value: unknown): string | null {
  const text = String(value)
  return /^\d{1,10}$/.test(text) ? text : null
}

/**
 * The line with its stamp, if all that was left of that is the zone, `CEST`: the parser took the stamp for the time at which
 * the line was sent. Without that time the zone is dropped. Null for another word.
 */
function withZone(said: Said, word: string, line: string): string | null {
  const rest = line.trimStart()
  const bytes = new TextEncoder().encode(word)
  if (!rest.startsWith('%') || !readZoneWord(bytes, 0, bytes.length, newStamp())) return null
  const clock = firstOf(said.sent, wallClockIn)
  return clock === null ? rest : `${clock} ${word}: ${rest}`
}

/** What stands before the offset that a relay added, which is its own. */
function wallClockIn(value: unknown): string | null {
  const text = typeof value === 'string' ? value : ''
  return /^(.*\d\d:\d\d:\d\d(?:\.\d+)?)(?:Z|[+-]\d\d:?\d\d)?$/.exec(text)?.[1] ?? null
}
