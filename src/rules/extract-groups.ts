import { RE2JS } from 're2js'
import { HEADER_FIELDS } from '../core/field-of.ts'
import { NAME } from '../document/schema-parts.ts'

/** What a summary can name beside fields. */
export const SUMMARY_WORDS = ['elapsed', 'count', 'outcome', 'severity', 'members', 'text'] as const

const TAKEN: readonly string[] = [...HEADER_FIELDS, ...SUMMARY_WORDS]

/** The names of the groups of a regular expression; none if RE2 refuses it. */
export function groupNamesOf(expression: string): readonly string[] {
  try {
    return Object.keys(RE2JS.compile(expression).namedGroups())
  } catch {
    return []
  }
}

/** What is wrong with the named groups of an expression that extracts, with a hint in the second line; null if nothing is. */
export function groupFault(names: readonly string[]): string | null {
  if (names.length === 0) {
    return 'extracts nothing: it has no named group\nname the part that is wanted, as in `server (?P<server>\\S+)`'
  }
  const taken = takenFault(names)
  if (taken !== null) return taken
  const unfit = names.find(name => !NAME.test(name))
  return unfit === undefined ? null : `\`${unfit}\` is not a name of a field\na name begins with a letter`
}

/** That a rule cannot give a field one of these names, with a hint in the second line; null if it can. */
export function takenFault(names: readonly string[]): string | null {
  const taken = names.find(name => TAKEN.includes(name))
  return taken === undefined
    ? null
    : `a group cannot be called \`${taken}\`: that means something else already\ncall it otherwise, such as \`peer_${taken}\``
}
