import { spawnSync } from 'node:child_process'
import { cpus, release, totalmem, type } from 'node:os'
import type { Run } from './measure.ts'

/** All runs of one program, in the order of the rounds, and what its last output was. */
export interface Measured {
  readonly name: string
  readonly runs: readonly Run[]
  readonly wrong: readonly string[]
}

/** A table whose first row is its head. */
export type Table = readonly (readonly string[])[]

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/**
 * One row a program. The ratio is taken round by round, program against base in the same round, so that what else the machine
 * does weighs on both; given are its median, least and most.
 */
export function comparison(all: readonly Measured[], base: string, lines: number): Table {
  const against = all.find(measured => measured.name === base)
  const head = [
    'program',
    'lines / CPU s',
    'CPU s min / median / max',
    `CPU of ${base} = 1`,
    'wall s',
    'peak MiB',
    'counts',
  ]
  return [head, ...all.map(measured => comparisonRow(measured, against, lines))]
}

function comparisonRow({ name, runs, wrong }: Measured, base: Measured | undefined, lines: number): string[] {
  const cpu = runs.map(run => run.cpuSeconds)
  const ratios = runs.map((run, round) => run.cpuSeconds / (base?.runs[round]?.cpuSeconds ?? Number.NaN))
  return [
    name,
    `${Math.round(lines / median(cpu) / 1000).toLocaleString('en')} k`,
    `${Math.min(...cpu).toFixed(2)} / ${median(cpu).toFixed(2)} / ${Math.max(...cpu).toFixed(2)}`,
    base === undefined
      ? '–'
      : `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`,
    median(runs.map(run => run.wallSeconds)).toFixed(2),
    peak(runs),
    wrong.length === 0 ? 'exact' : `${wrong.length} wrong`,
  ]
}

/** For every program whose output is not the truth, what differs. */
export function wrongCounts(all: readonly Measured[]): string[] {
  return all.filter(({ wrong }) => wrong.length > 0).map(({ name, wrong }) => `${name}: ${wrong.join(', ')}`)
}

/** The most of all runs: memory is a bound, not an average. */
export function peak(runs: readonly Run[]): string {
  const known = runs.map(run => run.peakMebibytes).filter(mebibytes => mebibytes !== null)
  return known.length === 0 ? '–' : Math.max(...known).toFixed(0)
}

/** Machine, date and versions: without them a figure says nothing. */
export function circumstances(command: string, corpus: string): string[] {
  const processors = cpus()
  const versions = [
    `Node ${process.versions.node}`,
    versionOf('mawk', ['-W', 'version']),
    versionOf('grep', ['--version']),
  ]
  return [
    `Date: ${new Date().toISOString().slice(0, 10)}`,
    `Machine: ${processors.length} × ${processors[0]?.model ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}`,
    `Versions: ${versions.filter(version => version !== '').join(', ')}`,
    `Corpus: ${corpus}`,
    `Command: ${command}`,
  ]
}

function versionOf(command: string, args: readonly string[]): string {
  const said = spawnSync(command, args, { encoding: 'utf8' })
  const first = said.error === undefined ? (said.stdout.split('\n')[0] ?? '') : ''
  return first.split(',')[0]!.replace(/ Copyright.*| \d{8}$/, '')
}

export function asText(table: Table): string {
  const widths = table[0]!.map((_, column) => Math.max(...table.map(row => row[column]!.length)))
  return table
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function asMarkdown([head, ...rows]: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head!), line(head!.map(() => '---')), ...rows.map(line)].join('\n')
}
