import { correction } from '../document/nearest.ts'
import type { Problem } from '../document/problem.ts'
import { type Entries, type Entry, problemOf, readValue } from './entry.ts'
import { PREFIX, SETTINGS, type Setting } from './settings.ts'

const FILE = '_FILE'

/** Variables of our tests. */
const OF_TESTS = `${PREFIX}TEST_`

/** What Kubernetes sets in every pod for services whose names begin with `sequor`. */
const OF_A_SERVICE = /_SERVICE_(?:HOST|PORT(?:_\w+)?)$|_PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?$/

/** The text of a file, or why it cannot be read. */
export type ReadText = (path: string) => { readonly text: string } | { readonly reason: string }

const BY_VARIABLE: ReadonlyMap<string, Setting> = new Map(SETTINGS.map(setting => [setting.variable, setting]))

/**
 * What the environment sets. `SEQUOR_KAFKA__BROKERS` sets `kafka.brokers`; `SEQUOR_REDIS__PASSWORD_FILE` names a file that
 * holds the value, without its newline at the end. An empty variable is as good as none.
 */
export function entriesOfEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  readText: ReadText,
): Entries {
  const read = Object.entries(environment)
    .filter(([name, text]) => isOurs(name) && text !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text = '']) => readVariable({ name, text, environment, readText }))
  return {
    entries: read.filter((one): one is Entry => one !== null && 'setting' in one),
    problems: read.filter((one): one is Problem => one !== null && !('setting' in one)),
  }
}

function isOurs(name: string): boolean {
  return name.startsWith(PREFIX) && !name.startsWith(OF_TESTS)
}

interface Variable {
  readonly name: string
  readonly text: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly readText: ReadText
}

/** What a variable gives, what is wrong with it, or null where it is none of ours or empty. */
function readVariable({ name, text, environment, readText }: Variable): Entry | Problem | null {
  const own = BY_VARIABLE.get(name)
  const setting = own ?? (name.endsWith(FILE) ? BY_VARIABLE.get(name.slice(0, -FILE.length)) : undefined)
  if (setting === undefined) return OF_A_SERVICE.test(name) ? null : unknownVariable(name)
  // Compose files pass on what is not set as an empty text.
  if (text === '') return null
  if (own !== undefined) return { setting, value: readValue(setting, text), from: name }
  if (environment[setting.variable])
    return problemOf(name, `${setting.variable} is set too`, 'leave one of the two out')
  const file = readText(text)
  if ('reason' in file) return problemOf(name, `the file that it names cannot be read: ${file.reason}`, null)
  return { setting, value: readValue(setting, file.text.replace(/\r?\n$/, '')), from: name }
}

function unknownVariable(name: string): Problem {
  const hint = correction(name, [...BY_VARIABLE.keys()])
  return problemOf(name, 'no setting has this variable', hint ?? '`sequor help config` shows how variables are named')
}
