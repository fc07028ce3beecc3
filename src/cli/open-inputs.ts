import { FileTagger } from '../app/file-tagger.ts'
import { CHUNK_BYTES, LINE_BYTES, LineDesk } from '../app/line-desk.ts'
import { type LogFile, LogSet } from '../app/log-set.ts'
import { DEFAULT_LAYOUT } from '../core/match.ts'
import type { RuleSet } from '../core/rule-set.ts'
import type { TagObserver } from '../core/tag.ts'
import type { CommandContext } from './command.ts'
import { counted } from './counted.ts'
import { type FoundLogs, tellUnreadable } from './log-files.ts'
import { defaultHostOf, fileHintsOf, type LogHints } from './open-files.ts'
import { faultTeller } from './parse-records.ts'
import { RecordTagger } from './record-tagger.ts'
import type { FactualInput } from './replay-inputs.ts'

export const INPUT_KINDS = ['lines', 'ndjson'] as const

export interface InputOptions {
  readonly kind: (typeof INPUT_KINDS)[number]
  readonly rules: RuleSet
  readonly hints: LogHints
  readonly observe?: TagObserver
  /** Called for input that cannot be read, or is no record. It was told. */
  readonly fail: () => void
}

/** What is read of all files before they are merged; each is asked for a part of it. */
const READ_BYTES = 64 << 20

/** The partitions of a replay: one for each set of files, in their order. */
export function inputsOf({ sets }: FoundLogs, options: InputOptions, context: CommandContext): readonly FactualInput[] {
  if (options.kind === 'ndjson')
    return sets.flat().map((file, partition) => recordTagger(file, partition, options, context))
  const { rules, hints } = options
  const desk = new LineDesk(hints.zones, rules.filter)
  const chunkBytes = Math.max(2 * LINE_BYTES, Math.min(CHUNK_BYTES, Math.floor(READ_BYTES / sets.length)))
  return sets.map((files, partition) => logSet(files, partition, { ...options, desk, chunkBytes }, context))
}

interface Reading extends InputOptions {
  readonly desk: LineDesk
  readonly chunkBytes: number
}

function logSet(files: readonly LogFile[], partition: number, reading: Reading, context: CommandContext): LogSet {
  const { hints, fail, kind: _, ...tagging } = reading
  return new LogSet(files, partition, {
    taggerOf: (source, before) => {
      const file = { ...fileHintsOf(source, hints), host: defaultHostOf(source, hints), aliases: hints.aliases }
      return new FileTagger(source, { ...tagging, ...file, layout: DEFAULT_LAYOUT, partition, before })
    },
    broken: (name, line, error) => {
      fail()
      const behind =
        line === 0 ? '' : `; the ${counted(line, 'line')} before that count, and absences behind them are doubtful`
      tellUnreadable(line === 0 ? name : `${name}:${line}`, error, context, behind)
    },
  })
}

function recordTagger(file: LogFile, partition: number, options: InputOptions, context: CommandContext): RecordTagger {
  const tellFault = faultTeller(file.name, context)
  const tell = (line: number, fault: string): void => {
    options.fail()
    tellFault(line, fault)
  }
  return new RecordTagger(file, { ...options, partition, tell })
}
