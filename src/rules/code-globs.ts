import { globTest } from '../core/condition.ts'
import { codeName } from '../core/syslog/code-name.ts'
import { newScan, scanLine } from '../core/syslog/scan.ts'

/** Stands for any run of characters: no code and no glob holds it. */
const ANYTHING = '\0'

/** Whether the one glob takes every code that the other takes. */
export function takesAllOf(glob: string, other: string): boolean {
  return globTest(glob)(other.replaceAll('*', ANYTHING))
}

/** Why no line has such a code; null if one may. */
export function codeFault(glob: string): string | null {
  if (glob.includes('.')) return 'no code holds a `.`'
  if (!/^[A-Za-z*]/.test(glob)) return 'a code begins with a letter'
  if (glob.includes('*')) return null
  const read = codesReadFrom(glob)
  if (read.includes(glob)) return null
  const other = read.find(code => code !== null)
  return other === undefined ? 'it has no severity' : `lines with it are read as \`${other}\``
}

/** What the parser itself takes for the code where this stands as one, or as the name of an event. */
function codesReadFrom(code: string): readonly (string | null)[] {
  return [`%${code}: text`, `${code} name="value"`].map(line => {
    const bytes = new TextEncoder().encode(line)
    const scan = newScan()
    scanLine(bytes, 0, bytes.length, scan)
    return scan.codeStart < 0 ? null : codeName(bytes, scan.codeStart, scan.codeEnd).code
  })
}

/**
 * The severity of every code that a glob takes: null if these have no number for one, undefined if it cannot be told.
 * It is the first part between dashes that is one digit from 0 to 7.
 */
export function severityOf(glob: string): number | null | undefined {
  const [known] = glob.split('*', 1)
  const digit = /-([0-7])-/.exec(known!)
  if (digit !== null) return Number(digit[1])
  return known === glob || known!.startsWith(EVENT_PREFIX) ? null : undefined
}

const EVENT_PREFIX = 'SAEVT_'

/** Whether a glob may take the name of an event of the event log, whose lines have fields of their own. */
export function mayNameAnEvent(glob: string): boolean {
  const [known] = glob.split('*', 1)
  return known!.startsWith(EVENT_PREFIX) || (glob.includes('*') && EVENT_PREFIX.startsWith(known!))
}
