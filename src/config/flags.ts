import { correction } from '../document/nearest.ts'
import type { Problem } from '../document/problem.ts'
import { type Entries, type Entry, problemOf, readValue } from './entry.ts'
import { SETTINGS, type Setting, settingNamed, settingsBelow } from './settings.ts'

/** What `--set NAME=VALUE` sets. Secrets are refused: whoever lists the processes of a machine reads its command lines. */
export function entriesOfFlags(sets: readonly string[]): Entries {
  const entries: Entry[] = []
  const problems: Problem[] = []
  for (const text of sets) {
    const equals = text.indexOf('=')
    const name = equals < 0 ? text : text.slice(0, equals)
    const from = `--set ${name}`
    const setting = settingNamed(name)
    if (setting === undefined) problems.push(unknownSetting(from, name))
    else if (equals < 0) problems.push(problemOf(from, 'has no value', `write \`--set ${name}=VALUE\``))
    else if (setting.isSecret) problems.push(secretInArguments(from, setting))
    else if (entries.some(entry => entry.setting === setting)) problems.push(problemOf(from, 'is given twice', null))
    else entries.push({ setting, value: readValue(setting, text.slice(equals + 1)), from })
  }
  return { entries, problems }
}

function unknownSetting(from: string, name: string): Problem {
  const below = settingsBelow(name)
  if (below.length > 0) return problemOf(from, 'is a section', `set one of ${below.map(each => each.name).join(', ')}`)
  const near = correction(
    name,
    SETTINGS.map(each => each.name),
  )
  return problemOf(from, 'there is no such setting', near ?? '`sequor config print` shows those that there are')
}

function secretInArguments(from: string, { variable }: Setting): Problem {
  return problemOf(
    from,
    'a secret on a command line can be read by everybody on the machine',
    `set ${variable}_FILE to a file that holds it`,
  )
}
