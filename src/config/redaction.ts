import type { Finding } from '../document/finding.ts'
import type { Problem } from '../document/problem.ts'
import type { SchemaFinding } from '../document/schema-findings.ts'
import { settingNamed, settingsBelow } from './settings.ts'

/**
 * A finding that tells nothing of a secret. What stands at a secret, where a section with secrets should stand, or as a name
 * that is near to none is not quoted: somebody may have written the secret there, and what follows a comma in a password
 * without quotes reads as a name. What is missing gets the ways to set it.
 */
export function discreetFinding(finding: SchemaFinding): Finding {
  const { field, discreet } = finding
  const name = field.join('.')
  if (finding.missing) return { ...finding, message: `\`${name}\` is missing`, hint: waysToSet(name) }
  if (discreet === undefined) return finding
  if (finding.at === 'key') return { ...finding, message: discreet }
  if (settingNamed(name)?.isSecret)
    return { ...finding, message: discreet, hint: `write it in quotes, or ${waysToSet(name)}` }
  return settingsBelow(name).some(({ isSecret }) => isSecret) ? { ...finding, message: discreet, hint: null } : finding
}

/** How a setting, or the first of a section, is set. */
function waysToSet(name: string): string {
  const { isSecret, variable, name: one } = settingsBelow(name)[0]!
  return isSecret
    ? `set ${variable}_FILE to a file that holds it`
    : `set it in the file, by ${variable} or by \`--set ${one}=…\``
}

/**
 * A problem of the file without its line, on which a secret may stand: under a name that is written wrong, or in a line that
 * cannot be read. What a parser quotes of such a line is left out too.
 */
export function discreetProblem(problem: Problem): Problem {
  const bare = { ...problem, source: '' }
  if (problem.message.startsWith('there is no anchor'))
    return { ...bare, message: 'this alias has no anchor', hint: 'text that begins with `*` must stand in quotes' }
  if (!problem.message.startsWith('not YAML: ')) return bare
  const [, kind = ''] = problem.message.split(': ')
  const words = problem.source.split(/[^\p{L}\p{N}]+/u).filter(word => word.length > 2)
  const tells = words.some(word => kind.includes(word))
  return { ...bare, message: tells ? 'not YAML: this line cannot be read' : `not YAML: ${kind}` }
}
