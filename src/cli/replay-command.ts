import { reasonOf } from '../adapters/file/rule-files.ts'
import { mergingSink } from '../adapters/memory/incident-sink.ts'
import { memoryMatchLog } from '../adapters/memory/match-log.ts'
import { memoryShardStore } from '../adapters/memory/shard-store.ts'
import { FileTagger } from '../app/file-tagger.ts'
import type { ByteSource } from '../app/ports.ts'
import { type ReplayResult, replay } from '../app/replay.ts'
import { DEFAULT_LAYOUT } from '../core/match.ts'
import { SEVERITIES, type Severity } from '../core/rule.ts'
import { compileRules, type RuleSet } from '../core/rule-set.ts'
import { type Arguments, choiceOf, readArguments, textOf } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { instantOfText } from './instant-text.ts'
import { rulesToRunOrNull, SHIPPED_RULES } from './load-rules.ts'
import {
  defaultHostOf,
  FILE_FLAGS,
  FILE_FLAGS_HELP,
  fileHintsOf,
  type LogHints,
  logHintsOf,
  openLogs,
} from './open-files.ts'
import { OVERRIDES_FLAG, OVERRIDES_HELP, overridesOf } from './overrides-flag.ts'
import { tellSummary } from './replay-summary.ts'
import { FORMATS, type ReplayWriter, replayWriter } from './replay-writer.ts'
import { harmless } from './terminal.ts'

const HELP = `sequor replay [PATH…|-]: logs in, incidents out

  sequor replay controller.log               with the rules that come with sequor
  sequor replay --rules my-rules logs/       with one's own, over all files of a folder
  zcat old.log.gz | sequor replay --year 2024 - --format ndjson

Each path is read as one partition, in one pass. The end of a log is no proof of absence: what had not come to its end
is told on standard error, never as an incident.

flags:
  --rules PATH       rule file or folder, may be given again (default: the rules that come with sequor)
${OVERRIDES_HELP}
  --format FORMAT    pretty (default), ndjson (one revision a line), junit
  --from TIME        only incidents opened at or after it
  --to TIME          only incidents opened before it
  --until TIME       the log is known to be complete up to this time: deadlines before it fire
${FILE_FLAGS_HELP}
  --fail-on LEVEL    end with 1 if an incident of this severity or above opened (info, warning, error, critical)
  --strict           end with 1 if a file was empty, or a line was cut, held no code or lacked a field of a rule's key

exit codes: 0 done, 1 a file could not be read to its end or --fail-on, 2 faulty rules, 3 faulty arguments`

const FLAGS = {
  rules: { type: 'string', multiple: true },
  format: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  until: { type: 'string' },
  'fail-on': { type: 'string' },
  strict: { type: 'boolean' },
  ...OVERRIDES_FLAG,
  ...FILE_FLAGS,
} as const

async function run(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  const args = readArguments(argv, FLAGS)
  const settings = settingsOf(args)
  const hints = await logHintsOf(args)
  const loaded = await rulesToRunOrNull(
    { paths: args.texts.get('rules') ?? [SHIPPED_RULES], overrides: await overridesOf(args) },
    terminal,
  )
  if (loaded === null) return EXIT.rules
  const rules = compileRules(loaded.rules.map(({ rule }) => rule))
  const logs = await openLogs(args.positionals, context)
  let failed = logs.unreadable > 0
  const files = taggersOf(logs.sources, rules, hints)
  const writer = replayWriter(settings, terminal)
  if (files.length > 0) {
    const result = await replayFiles(files, rules, settings.untilMs, writer, (name, reason) => {
      failed = true
      terminal.note(`${harmless(name)}: ${terminal.paintNote('red', 'error:')} ${reason}; what was read of it counts`)
    })
    await writer.end()
    tellSummary({ files, result, writer, rules }, terminal)
  }
  const odd = files.some(isOdd)
  return failed || writer.failedOn() || (settings.strict && odd) ? EXIT.findings : EXIT.done
}

/** What `--strict` does not put up with. */
function isOdd({ reader, counters }: FileTagger): boolean {
  return reader.linesRead === 0 || reader.linesCut + counters.missingKey + counters.withoutCode > 0
}

/** What the flags say of the output. */
function settingsOf(args: Arguments) {
  const timeOf = (flag: string): number | null => {
    const text = textOf(args, flag)
    return text === null ? null : instantOfText(`--${flag}`, text)
  }
  const failOn: Severity | null =
    textOf(args, 'fail-on') === null ? null : choiceOf(args, 'fail-on', SEVERITIES, 'info')
  return {
    format: choiceOf(args, 'format', FORMATS, 'pretty'),
    fromMs: timeOf('from'),
    toMs: timeOf('to'),
    untilMs: timeOf('until'),
    failOn,
    strict: args.switches.has('strict'),
  }
}

function taggersOf(sources: readonly ByteSource[], rules: RuleSet, hints: LogHints): FileTagger[] {
  return sources.map((source, partition) => {
    const host = defaultHostOf(source, hints)
    const { aliases } = hints
    const file = { ...fileHintsOf(source, hints), host, aliases, partition }
    return new FileTagger(source, { ...file, rules, layout: DEFAULT_LAYOUT })
  })
}

function replayFiles(
  files: readonly FileTagger[],
  rules: RuleSet,
  untilMs: number | null,
  writer: ReplayWriter,
  broken: (name: string, reason: string) => void,
): Promise<ReplayResult> {
  const ports = { log: memoryMatchLog(1), store: memoryShardStore(), sink: mergingSink() }
  return replay(ports, {
    files,
    topic: 'files',
    rules,
    layout: DEFAULT_LAYOUT,
    untilMs,
    observe: null,
    emit: outputs => writer.write(outputs),
    broken: ({ source }, error) => broken(source.name, reasonOf(error)),
  })
}

export const replayCommand: Command = { help: HELP, run }
