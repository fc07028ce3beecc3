import type { Finding } from '../document/finding.ts'
import type { Problem } from '../document/problem.ts'
import { SETTINGS, type Setting, settingNamed, settingsBelow } from './settings.ts'

/**
 * A finding that tells nothing of a secret. What stands at a secret, where a section with secrets should stand, or as a name
 * that is near to none is not quoted: somebody may have written the secret there. What is missing gets the ways to set it.
 */
export function discreetFinding(finding: Finding): Finding {
  const name = finding.field.join('.')
  // A password without quotes may hold a comma: what follows it reads as a name.
  if (finding.message.startsWith('unknown field') && finding.hint?.startsWith('did you mean') !== true)
    return { ...finding, message: 'unknown field' }
  const setting = settingNamed(name)
  if (finding.message.endsWith(' is missing') && finding.at === 'value') return missing(finding, name)
  if (setting?.isSecret && quotes(finding))
    return {
      ...finding,
      message: 'must be text with something in it',
      hint: `write it in quotes, or set ${setting.variable}_FILE to a file that holds it`,
    }
  const holdsSecrets = setting === undefined && settingsBelow(name).some(({ isSecret }) => isSecret)
  if (holdsSecrets && finding.message.includes(', got '))
    return { ...finding, message: finding.message.replace(/, got .*/s, ''), hint: null }
  return finding
}

/** The schema's own words about secrets quote nothing. */
function quotes({ message }: Finding): boolean {
  return message.includes(', got ') || message === 'is empty'
}

function missing(finding: Finding, name: string): Finding {
  const below: readonly Setting[] = settingsBelow(name)
  const [first] = below.length > 0 ? below : SETTINGS
  const way = first!.isSecret
    ? `set ${first!.variable}_FILE to a file that holds it`
    : `set it in the file, by ${first!.variable} or by \`--set ${first!.name}=…\``
  return { ...finding, message: `\`${name}\` is missing`, hint: way }
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
