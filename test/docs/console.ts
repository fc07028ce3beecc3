import { spawnSync } from 'node:child_process'
import { REPOSITORY, textOf } from '../support/repository.ts'

const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Readonly<Record<string, string>> }

/** A command as a page shows it, with the lines that it prints; `…` stands for lines that are left out. */
export interface Shown {
  readonly command: string
  readonly lines: readonly string[]
}

/** What a `console` block shows: `$` and a command, then its output. */
export function shownIn(text: string): Shown {
  const [first, ...lines] = text.trimEnd().split('\n')
  if (first?.startsWith('$ ') !== true) throw new Error(`no command: ${first}`)
  return { command: first.slice(2), lines }
}

/** The program that `npm start` or `npm run` of a page's command starts; undefined if there is no such script. */
export function programOf(command: string): string | undefined {
  const started = /^npm (?:run (?:-s )?)?(\w+)(?: --)?(.*)$/.exec(command)
  if (started === null) return command
  const [, script, rest] = started
  const program = scripts[script!]
  return program === undefined ? undefined : `${program}${rest}`
}

/** What a command prints, to standard output and to standard error, as it comes on a terminal without colours. */
export function printedBy(command: string): string {
  const program = programOf(command)
  if (program === undefined) throw new Error(`package.json has no script for: ${command}`)
  const { stdout } = spawnSync('sh', ['-c', `${program.replace(/^node /, '"$NODE" ')} 2>&1`], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    env: { ...process.env, NODE: process.execPath, NO_COLOR: '1' },
  })
  return stdout
}

/** The shown lines that the output does not hold at their place: next to the one before, but for a `…` between them. */
export function missingLines(shown: readonly string[], printed: string): readonly string[] {
  const output = printed.trimEnd().split('\n')
  const missing: string[] = []
  let next = 0
  let isGap = false
  for (const line of shown) {
    if (line === '…') {
      isGap = true
      continue
    }
    const found = isGap ? output.indexOf(line, next) : next
    if (output[found] === line) next = found + 1
    else missing.push(line)
    isGap = false
  }
  if (!isGap && missing.length === 0 && next < output.length) missing.push(`and ${output.length - next} lines more`)
  return missing
}
