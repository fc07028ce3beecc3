import type { IncidentChange } from '../core/incident-changes.ts'
import { type ExplainingWindow, incidentOf } from './compare-windows.ts'
import { counted } from './counted.ts'
import { ndjsonFormat } from './explain-ndjson.ts'
import { prettyFormat } from './explain-pretty.ts'
import { junitOf } from './junit.ts'
import { harmless, type Style, type Terminal } from './terminal.ts'

export const COMPARE_FORMATS = ['pretty', 'ndjson', 'junit'] as const

/** A change with the windows of either side that explain it; empty where they were not asked for. */
export interface ExplainedChange {
  readonly change: IncidentChange
  readonly before: readonly ExplainingWindow[]
  readonly after: readonly ExplainingWindow[]
}

const SIGNS: Readonly<Record<IncidentChange['kind'], readonly [string, Style]>> = {
  appeared: ['+', 'red'],
  vanished: ['-', 'green'],
  changed: ['~', 'yellow'],
}

/** What `compare` writes. */
export function compareReport(
  format: (typeof COMPARE_FORMATS)[number],
  changes: readonly ExplainedChange[],
  paint: Terminal['paint'],
): string {
  switch (format) {
    case 'pretty':
      return changes.map(change => prettyChange(change, paint)).join('')
    case 'ndjson':
      return changes.map(ndjsonChange).join('')
    case 'junit':
      return junitOf('sequor compare', changes.map(junitCaseOf))
  }
}

/** `1 appeared, 2 changed`. */
export function tallyOf(changes: readonly ExplainedChange[]): string {
  const kinds = Map.groupBy(changes, ({ change }) => change.kind)
  return [...kinds].map(([kind, { length }]) => `${length} ${kind}`).join(', ') || 'no incident differs'
}

function prettyChange({ change, before, after }: ExplainedChange, paint: Terminal['paint']): string {
  const incident = incidentOf(change)
  const [sign, style] = SIGNS[change.kind]
  const when = incident.opened_at.replace('T', ' ')
  const head = `${paint(style, `${sign} ${change.kind}`)}  ${paint('dim', when)}  ${incident.severity}  ${harmless(incident.summary)}  ${paint('dim', incident.rule)}\n`
  const fields = fieldTexts(change).map(text => `    ${harmless(text)}\n`)
  return `${head}${fields.join('')}${sideText('before', before, paint)}${sideText('after', after, paint)}`
}

function sideText(side: string, windows: readonly ExplainingWindow[], paint: Terminal['paint']): string {
  if (windows.length === 0) return ''
  const text = windows.map(({ rule, explained }) => prettyFormat(rule, paint).window(explained, null)).join('')
  const rows = text.trimEnd().split('\n')
  return `  ${side}, ${counted(windows.length, 'window')}:\n${rows.map(row => (row === '' ? '\n' : `    ${row}\n`)).join('')}\n`
}

function fieldTexts(change: IncidentChange): readonly string[] {
  if (change.kind !== 'changed') return []
  return change.fields.map(({ field, before, after }) => `${field}: ${before ?? 'none'} -> ${after ?? 'none'}`)
}

function ndjsonChange({ change, before, after }: ExplainedChange): string {
  const windows = (side: readonly ExplainingWindow[]) =>
    side.map(({ rule, explained }) => JSON.parse(ndjsonFormat(rule).window(explained, null)) as object)
  return `${JSON.stringify({ ...change, windows: { before: windows(before), after: windows(after) } })}\n`
}

function junitCaseOf({ change }: ExplainedChange) {
  const { rule, dedup_key, opened_at, severity, summary } = incidentOf(change)
  const failure = [`${change.kind}: ${severity}: ${summary}`, ...fieldTexts(change)].join('\n')
  return { suite: rule, name: `${dedup_key} ${opened_at}`, failures: [failure] }
}
