import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { MUTANTS } from './mutants.ts'

const PROGRAM = fileURLToPath(new URL('simulate.ts', import.meta.url))
const LOADER = new URL('load-mutant.ts', import.meta.url).href

/** How many seeds a mutant of `MUTANTS` outlives, in a process of its own, and what gives it away. */
export interface Hunted {
  readonly index: number
  readonly seeds: number
  /** Null if it outlived all of them. */
  readonly failure: string | null
}

/** Runs worlds with every safeguard taken away in its turn, two at a time, until one of them fails or `most` have passed. */
export async function huntAll(most: number): Promise<readonly Hunted[]> {
  const waiting = [...MUTANTS.keys()]
  const hunted: Hunted[] = []
  const hunter = async () => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) hunted.push(await hunt(index, most))
  }
  await Promise.all([hunter(), hunter()])
  return hunted.sort((one, other) => one.index - other.index)
}

async function hunt(index: number, most: number): Promise<Hunted> {
  const told = await runMutant(index, ['--brief', '--seeds', String(most)])
  const failed = /^seed (\d+) fails: (.*)/m.exec(told)
  if (failed !== null) return { index, seeds: Number(failed[1]) + 1, failure: failed[2]! }
  if (told.startsWith('seeds ')) return { index, seeds: most, failure: null }
  throw new Error(`${MUTANTS[index]!.safeguard}: ${told}`)
}

/** What `npm run simulate` tells without one of the safeguards, or why it could not run. */
export function runMutant(index: number, args: readonly string[]): Promise<string> {
  const env = { ...process.env, SEQUOR_MUTANT: String(index) }
  return new Promise(resolve => {
    execFile(
      process.execPath,
      ['--import', LOADER, PROGRAM, ...args],
      { env, maxBuffer: 1 << 26 },
      (_, stdout, stderr) => resolve(stdout || stderr),
    )
  })
}

/** The rows of the table of `bench/faults.md`. */
export function tableOf(hunted: readonly Hunted[]): string {
  const rows = hunted.map(({ index, seeds, failure }) => {
    const { rule, safeguard, file } = MUTANTS[index]!
    return `| ${rule} | ${safeguard} | \`${file}\` | ${failure === null ? `not in ${seeds}` : seeds} | ${briefly(failure)} |`
  })
  return ['| rule | safeguard | file | seeds | what gives it away |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  )
}

/** Without what differs from seed to seed. */
function briefly(failure: string | null): string {
  return (failure ?? '')
    .replace(/^by the (lines|matches): /, '')
    .replace(/^(published|foreign)\b.*/, 'a revision that should be another')
    .replace(/:? \{.*/, '')
    .replace(/^\d+ times instead of once/, text =>
      text.startsWith('0') ? 'a revision is missing' : 'a revision is published twice',
    )
    .replace(/^revision \d+ of .*/, 'revisions are out of order')
    .replace(/not at rest after .*/, 'it does not come to rest')
    .replace(/^\d+ matches were late/, 'matches are late')
    .replace(/^\d+ gaps, and nothing was lost/, 'gaps, though nothing was lost')
    .replace(/^(no|a) letter about .*/, '$1 letter')
    .replace(/^\w+ ends: .*/, 'a process ends')
}
