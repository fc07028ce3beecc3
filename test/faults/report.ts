import type { Outcome } from './fault.ts'

const COLUMNS = [
  'fault',
  'times',
  'lines',
  'revisions',
  'missing',
  'doubled',
  'foreign',
  'disorder',
  'latest',
  'counted',
]

/** A table of outcomes, as Markdown. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(rowOf)
  return [COLUMNS, COLUMNS.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

function rowOf({ fault, times, lines, revisions, verdict, latestMs, counted }: Outcome): readonly string[] {
  const { missing, doubled, foreign, disorder } = verdict
  const seen = Object.entries(counted).filter(([, value]) => value > 0)
  return [
    fault.name,
    ...[times, lines, revisions, missing.length, doubled.length, foreign.length, disorder.length].map(String),
    `${(latestMs / 1_000).toFixed(1)} s`,
    seen.map(([name, value]) => `${name.replace(/^sequor_\w+?_|_total$/g, '')} ${value}`).join(', '),
  ]
}
