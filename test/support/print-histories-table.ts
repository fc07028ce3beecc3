import { DEFAULT_LAYOUT } from '../../src/core/match.ts'
import { judge } from './reference.ts'
import { DISTORTIONS, type Distortion, type Score, score, trueHistory } from './true-histories.ts'

const seeds = Number(process.argv[2] ?? 300)

/** Markdown: how many absences were found falsely or not at all, for each way in which the truth is distorted. */
function table(): string {
  const head = ['| kind | true absences | false | missed | corrected |', '|---|--:|--:|--:|--:|']
  return [...head, ...DISTORTIONS.map(row)].join('\n')
}

function row(kind: Distortion): string {
  const scores = Array.from({ length: seeds }, (_, seed) => {
    const history = trueHistory(kind, seed)
    return score(judge(history.lines, DEFAULT_LAYOUT, history.endMs), history)
  })
  const sum = (column: keyof Score): number => scores.reduce((total, one) => total + one[column], 0)
  return `| ${kind} | ${sum('truth')} | ${sum('false')} | ${sum('missed')} | ${sum('corrected')} |`
}

console.log(table())
