import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Truth } from './corpus/write.ts'
import { countIncidents, differences, readCounts } from './count.ts'
import { type Program, which } from './measure.ts'

/** A program of the comparison, and what its output has to be. */
export interface Contender extends Program {
  /** What is wrong with the output of the last run; empty when it is right. */
  readonly wrong: (truth: Truth) => Promise<string[]>
  /** Whether a wrong count is a failure of this benchmark: that of a program that ignores the order of time is not. */
  readonly mustBeRight: boolean
}

const MAIN = fileURLToPath(new URL('../src/sequor.js', import.meta.url))
const AWK_RULES = fileURLToPath(new URL('./peers/three-rules.awk', import.meta.url))

/** The names by which the pairs are compared. */
export const SEQUOR = 'sequor replay'
export const MAWK = 'mawk, three naive rules'

export function sequor(corpusPath: string, dataFolder: string): Contender {
  const outputPath = `${dataFolder}/sequor.ndjson`
  return {
    name: SEQUOR,
    command: process.execPath,
    args: [MAIN, 'replay', corpusPath, '--format', 'ndjson'],
    outputPath,
    mustBeRight: true,
    wrong: async truth => differences(await countIncidents(outputPath), truth.counts),
  }
}

/** The programs to compare with, and the names of those that this machine does not have. */
export function peers(corpusPath: string, dataFolder: string, truth: Truth): { found: Contender[]; missing: string[] } {
  const wanted = [mawk(corpusPath, dataFolder), grep(corpusPath, dataFolder, truth), wc(corpusPath, dataFolder)]
  return {
    found: wanted.filter(peer => which(peer.command) !== null),
    missing: wanted.filter(peer => which(peer.command) === null).map(peer => peer.name),
  }
}

function mawk(corpusPath: string, dataFolder: string): Contender {
  const outputPath = `${dataFolder}/mawk.json`
  return {
    name: MAWK,
    command: 'mawk',
    args: ['-f', AWK_RULES, corpusPath],
    outputPath,
    mustBeRight: false,
    wrong: async truth => differences(readCounts(outputPath), truth.counts),
  }
}

function grep(corpusPath: string, dataFolder: string, { literals }: Truth): Contender {
  const outputPath = `${dataFolder}/grep.txt`
  return {
    name: `grep -cF, ${literals.length} literals`,
    command: 'grep',
    args: ['-cF', ...literals.flatMap(literal => ['-e', literal]), corpusPath],
    outputPath,
    mustBeRight: true,
    wrong: async truth => wrongNumber(outputPath, truth.relevantLines),
  }
}

function wc(corpusPath: string, dataFolder: string): Contender {
  const outputPath = `${dataFolder}/wc.txt`
  return {
    name: 'wc -l',
    command: 'wc',
    args: ['-l', corpusPath],
    outputPath,
    mustBeRight: true,
    wrong: async truth => wrongNumber(outputPath, truth.lines),
  }
}

function wrongNumber(path: string, wanted: number): string[] {
  const found = Number.parseInt(readFileSync(path, 'utf8'), 10)
  return found === wanted ? [] : [`${found} lines instead of ${wanted}`]
}
