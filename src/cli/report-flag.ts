import { writeFileSync } from 'node:fs'
import { reasonOf } from '../adapters/file/rule-files.ts'
import type { ReplayResult } from '../app/replay.ts'
import { WorldError } from '../app/world-error.ts'
import { type Arguments, textOf } from './arguments.ts'
import { UsageError } from './exit-code.ts'
import { htmlReport } from './html-report.ts'
import { type FactualInput, factsOf } from './replay-inputs.ts'
import type { ReplayOutput } from './replay-output.ts'
import { ReportIncidents } from './report-data.ts'
import { harmless } from './terminal.ts'

/** A page that is written when a replay is at its end. */
export interface ReplayReport {
  /** The output, which shows the page each incident too. */
  readonly watched: (output: ReplayOutput) => ReplayOutput
  readonly write: (result: ReplayResult, inputs: readonly FactualInput[]) => void
}

/** What `--report FILE` asks for; null without it. */
export function reportOrNull(args: Arguments): ReplayReport | null {
  const path = textOf(args, 'report')
  if (path === null) return null
  if (args.texts.has('checkpoint'))
    throw new UsageError('--report goes without --checkpoint', 'it would not show what was found before a stop')
  const incidents = new ReportIncidents()
  return {
    watched: output => ({
      ...output,
      take: async found => {
        incidents.take(found)
        await output.take?.(found)
      },
    }),
    write: ({ endMs, undecided }, inputs) => {
      const page = htmlReport({ ...incidents.incidents, endMs, undecided, files: factsOf(inputs) })
      try {
        writeFileSync(path, page)
      } catch (error) {
        throw new WorldError('refused', `${harmless(path)}: ${reasonOf(error)}`, { cause: error, hint: 'see --report' })
      }
    },
  }
}
