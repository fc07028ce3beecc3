import { DISTORTIONS, type Distortion, runHistory, type Score, score, trueHistory } from './true-histories.ts'

/** Sums over the histories of one kind. Calls `falseIn` for each seed with a false absence. */
export function totalOf(kind: Distortion, seeds: number, falseIn?: (seed: number) => void): Score {
  const sum = { truth: 0, false: 0, missed: 0, corrected: 0 }
  for (let seed = 0; seed < seeds; seed++) {
    const history = trueHistory(kind, seed)
    const one = score(runHistory(history), history)
    if (one.false > 0) falseIn?.(seed)
    for (const column of ['truth', 'false', 'missed', 'corrected'] as const) sum[column] += one[column]
  }
  return sum
}

/** Markdown, as it stands in docs/semantics.md: how many absences were found falsely, or not at all, in each kind. */
export function historiesTable(seeds: number): string {
  const head = ['| kind | true absences | false | missed | corrected |', '|---|--:|--:|--:|--:|']
  const rows = DISTORTIONS.map(kind => {
    const { truth, false: wrong, missed, corrected } = totalOf(kind, seeds)
    return `| ${kind} | ${truth} | ${wrong} | ${missed} | ${corrected} |`
  })
  return [...head, ...rows].join('\n')
}

if (import.meta.main) process.stdout.write(`${historiesTable(Number(process.argv[2] ?? 1_000))}\n`)
