/**
 * Something wrong, or doubtful, at a place of a file. Lines and columns count from 1; they are 0 where it stands in none,
 * and `path` says then what else it stands in.
 */
export interface Problem {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly level: 'error' | 'warning'
  readonly message: string
  /** What to do about it. */
  readonly hint: string | null
  /** The whole line at which it stands; empty where the file has none. */
  readonly source: string
  /** How many columns of that line it concerns, at least 1. */
  readonly length: number
}

/** A line is shown so far, and from there on where the problem stands behind that. */
const LONGEST_SHOWN = 240

/** A problem for people: `file:line:column: error: message`, the line, a caret line below it, and the hint. */
export function formatProblem(problem: Problem): string {
  const { path, line, column, level, message, hint, source, length } = problem
  const place = line === 0 ? visible(path) : `${visible(path)}:${line}:${column}`
  const text = [`${place}: ${level}: ${visible(shortened(message))}`]
  if (source.trim() !== '') {
    const cut = column > LONGEST_SHOWN ? column - LONGEST_SHOWN / 2 : 0
    const shown = source.slice(cut, cut + LONGEST_SHOWN)
    // Tabs are kept in front of the caret, so that it stands below its place however wide a tab is shown.
    const indent = shown.slice(0, column - 1 - cut).replace(/[^\t]/g, ' ')
    text.push(
      `  ${visible(shown)}`,
      `  ${indent}${'^'.repeat(Math.max(1, Math.min(length, shown.length - indent.length)))}`,
    )
  }
  if (hint !== null) text.push(`hint: ${visible(shortened(hint))}`)
  return text.join('\n')
}

/** A message may quote a value: of one that is very long the beginning tells enough. */
const LONGEST_MESSAGE = 500

function shortened(text: string): string {
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text
}

/** Control characters as pictures, one for one: a file must not steer the terminal. */
function visible(source: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return source.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, character => {
    const code = character.charCodeAt(0)
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\u2421'
  })
}
