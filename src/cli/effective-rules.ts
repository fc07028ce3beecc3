import type { EffectiveRule } from '../rules/load-tuned.ts'
import { harmless } from './terminal.ts'

const HEAD = ['rule', 'hosts', 'number', 'default', 'effective']

/** What overrides make of rules, as a table; nothing where they change nothing. */
export function effectiveTable(effective: readonly EffectiveRule[]): string {
  if (effective.length === 0) return ''
  const rows = [HEAD, ...effective.flatMap(rowsOf)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  return rows
    .map(
      row =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

function rowsOf({ rule, hosts, disabled, changes }: EffectiveRule): string[][] {
  const of = [rule, harmless(hosts?.join(', ') ?? '*')]
  if (disabled) return [[...of, 'disabled', '', '']]
  if (changes.length === 0) return [[...of, 'as the rule has them', '', '']]
  return changes.map(change => [...of, change.name, change.default, change.effective])
}
