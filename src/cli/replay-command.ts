import type { FileFacts } from '../app/log-set.ts'
import { SEVERITIES, type Severity } from '../core/rule.ts'
import { compileRules } from '../core/rule-set.ts'
import { type Arguments, choiceOf, readArguments, textOf } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { instantOfText } from './instant-text.ts'
import { rulesToRunOrNull, SHIPPED_RULES } from './load-rules.ts'
import { findLogs } from './log-files.ts'
import { FILE_FLAGS, FILE_FLAGS_HELP, logHintsOf } from './open-files.ts'
import { INPUT_KINDS, inputsOf } from './open-inputs.ts'
import { OVERRIDES_FLAG, OVERRIDES_HELP, overridesOf } from './overrides-flag.ts'
import { factsOf, replayInputs } from './replay-inputs.ts'
import { tellSummary } from './replay-summary.ts'
import { FORMATS, replayWriter } from './replay-writer.ts'

const HELP = `sequor replay [PATH…|-]: logs in, incidents out

  sequor replay controller.log               with the rules that come with sequor
  sequor replay --rules my-rules logs/       with one's own, over all files of a folder
  sequor replay --include '*.log*' /var/log/remote --format ndjson
  xzcat old.log.xz | sequor replay --year 2024 -

Files, folders with all below them, or standard input; plain, gzip or zstd. Each file is one partition, and so is each rotated
set (x.log.2.gz, x.log.1, x.log); all are merged by time, in one pass. The end of a log is no proof of absence: what had not come to its end
is told on standard error, never as an incident.

flags:
  --rules PATH       rule file or folder, may be given again (default: the rules that come with sequor)
${OVERRIDES_HELP}
  --format FORMAT    pretty (default), ndjson (one revision a line), junit
  --input KIND       lines (default), or ndjson: Kafka records, as for \`parse\`
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
  input: { type: 'string' },
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
  const logs = await findLogs(args.positionals, args.texts.get('include') ?? [], context)
  let failed = logs.unreadable > 0
  const fail = (): void => {
    failed = true
  }
  const inputs = inputsOf(logs, { kind: settings.input, rules, hints, fail }, context)
  const writer = replayWriter(settings, terminal)
  if (inputs.length > 0) {
    const { untilMs } = settings
    const emit = writer.write
    const result = await replayInputs(inputs, { rules, untilMs, observe: null, emit, fail }, context)
    await writer.end()
    tellSummary({ files: factsOf(inputs), result, writer, rules }, terminal)
  }
  const odd = factsOf(inputs).some(isOdd)
  return failed || writer.failedOn() || (settings.strict && odd) ? EXIT.findings : EXIT.done
}

/** What `--strict` does not put up with. */
function isOdd({ linesRead, linesCut, missingKey, withoutCode }: FileFacts): boolean {
  return linesRead === 0 || linesCut + missingKey + withoutCode > 0
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
    input: choiceOf(args, 'input', INPUT_KINDS, 'lines'),
    failOn,
    strict: args.switches.has('strict'),
  }
}

export const replayCommand: Command = { help: HELP, run }
