import { statSync } from 'node:fs'
import type { FileFacts } from '../app/log-set.ts'
import type { ReplayOptions, ReplayResult } from '../app/replay.ts'
import { DEFAULT_LAYOUT, type Layout } from '../core/match.ts'
import { SEVERITIES, type Severity } from '../core/rule.ts'
import { compileRules, type RuleSet } from '../core/rule-set.ts'
import type { ShardState } from '../core/world.ts'
import { type Arguments, choiceOf, readArguments, textOf } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { expectationCases, expectedCountsOrNull, tellExpectations } from './expect-flag.ts'
import { instantOfText } from './instant-text.ts'
import { keptReplayOf } from './kept-replay.ts'
import { rulesToRunOrNull, SHIPPED_RULES } from './load-rules.ts'
import { findLogs } from './log-files.ts'
import { FILE_FLAGS, FILE_FLAGS_HELP, logHintsOf } from './open-files.ts'
import { INPUT_KINDS, inputsOf } from './open-inputs.ts'
import { OVERRIDES_FLAG, OVERRIDES_HELP, overridesOf } from './overrides-flag.ts'
import { replayControl } from './replay-control.ts'
import { type FactualInput, factsOf, replayInputs } from './replay-inputs.ts'
import { OUTPUT_FLAGS, OUTPUT_FLAGS_HELP, openOutput } from './replay-output.ts'
import { rangeOf } from './replay-range.ts'
import { tellSummary } from './replay-summary.ts'
import { FORMATS, replayWriter } from './replay-writer.ts'
import { reportOrNull } from './report-flag.ts'
import { readsTopics, TOPIC_FLAGS, TOPIC_FLAGS_HELP } from './topic-flags.ts'

const HELP = `sequor replay [PATH…|-]: logs in, incidents out

  sequor replay controller.log               with the rules that come with sequor
  sequor replay --rules my-rules logs/       with one's own, over all files of a folder
  sequor replay --include '*.log*' /var/log/remote --format ndjson
  xzcat old.log.xz | sequor replay --year 2024 -
  sequor replay --kafka broker:9092 --topic syslog --from 2026-07-01T00:00 --to +2d

Files, folders with all below them, standard input, or a Kafka topic; plain, gzip or zstd. Each file is one partition, and so
is each rotated set (x.log.2.gz, x.log.1, x.log); all are merged by time, in one pass. The end of a log is no proof of absence:
what had not come to its end is told on standard error, never as an incident.

flags:
  --rules PATH       rule file or folder, may be given again (default: the rules that come with sequor)
${OVERRIDES_HELP}
  --format FORMAT    pretty (default), ndjson (one revision a line), junit
  --input KIND       lines (default), or ndjson: Kafka records, as for \`parse\`
  --from TIME        only incidents opened at or after it
  --to TIME          only incidents opened before it; +2d counts from --from
  --until TIME       the log is known to be complete up to this time: deadlines before it fire
${FILE_FLAGS_HELP}
${TOPIC_FLAGS_HELP}
${OUTPUT_FLAGS_HELP}
  --fail-on LEVEL    end with 1 if an incident of this severity or above opened (info, warning, error, critical)
  --checkpoint FILE  keeps there how far it is, with --output FILE; the same command, if it was stopped, goes on from there
  --report FILE      a page to look at, in HTML: time line, places, what was read, the lines of each incident
  --expect FILE      how many incidents of which rule there must be; others end with 1, and make the cases of junit
  --strict           end with 1 if a file was empty, or a line was cut, held no code or lacked a field of a rule's key

exit codes: 0 done, 1 a file could not be read to its end or --fail-on, 2 faulty rules, 3 faulty arguments, 4 Kafka failed,
130 interrupted`

const FLAGS = {
  rules: { type: 'string', multiple: true },
  format: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  until: { type: 'string' },
  input: { type: 'string' },
  'fail-on': { type: 'string' },
  strict: { type: 'boolean' },
  checkpoint: { type: 'string' },
  report: { type: 'string' },
  expect: { type: 'string' },
  ...OVERRIDES_FLAG,
  ...FILE_FLAGS,
  ...TOPIC_FLAGS,
  ...OUTPUT_FLAGS,
} as const

async function run(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const args = readArguments(argv, FLAGS)
  const settings = settingsOf(args)
  const failures = { told: false }
  const fail = (): void => {
    failures.told = true
  }
  await using begun = new AsyncDisposableStack()
  const opened = await (readsTopics(args) ? openTopicLog : openFileLog)(args, { settings, fail }, context)
  if (typeof opened === 'number') return opened
  begun.defer(opened.close)
  const { inputs, rules } = opened
  const expected = expectedOrNull(settings.expectPath, rules, context)
  if (expected === null) return EXIT.usage
  const report = reportOrNull(args)
  const kept = keptReplayOf(args, argv, { rules, inputs })
  const output = await openOutput(args, inputs, context, kept?.found?.outputBytes)
  if (output === null) return EXIT.usage
  begun.defer(output.close)
  if (kept?.found?.failed === true) fail()
  const writer = replayWriter(settings, report?.watched(output) ?? output, kept?.found?.counts)
  const progress = () => ({ counts: writer.kept(), outputBytes: output.written(), failed: failures.told })
  const save = kept?.saver(progress)
  if (inputs.length > 0) {
    const result = await replayed(opened, { emit: writer.write, fail, state: kept?.found?.state, save }, context)
    if (result.isStopped) return tellStopped(save !== undefined, context)
    const cases = settings.expectPath === null ? null : expectationCases(expected, writer.counts)
    await writer.end(cases)
    kept?.remove()
    report?.write(result, inputs)
    tellSummary({ files: factsOf(inputs), result, writer, rules }, context.terminal)
    if (!tellExpectations(cases, context.terminal)) fail()
  }
  return failures.told || writer.failedOn() || isTooOdd(settings, inputs) ? EXIT.findings : EXIT.done
}

/** Empty where nothing is expected. */
function expectedOrNull(path: string | null, { rules }: RuleSet, { terminal }: CommandContext) {
  return path === null
    ? []
    : expectedCountsOrNull(
        path,
        rules.map(({ id }) => id),
        terminal,
      )
}

interface Replaying extends Pick<ReplayOptions, 'emit'> {
  readonly fail: () => void
  readonly state: ShardState | undefined
  readonly save: ((state: ShardState) => void) | undefined
}

function replayed(
  { inputs, rules, layout, untilMs }: OpenLog,
  { save, ...what }: Replaying,
  context: CommandContext,
): Promise<ReplayResult> {
  const { isOver, close } = replayControl({ inputs, bytes: bytesOf(inputs), save }, context)
  return replayInputs(inputs, { rules, layout, untilMs, observe: null, isOver, ...what }, context).finally(close)
}

function tellStopped(isKept: boolean, { terminal }: CommandContext): ExitCode {
  terminal.note(
    isKept ? 'has stopped: the same command goes on from here' : 'has stopped: what was found so far is written',
  )
  return EXIT.interrupted
}

/** What all files hold; null where something else is read too. */
function bytesOf(inputs: readonly FactualInput[]): number | null {
  const paths = inputs.flatMap(({ paths }) => paths)
  const stats = paths.map(path => statSync(path, { throwIfNoEntry: false }))
  return paths.length === 0 || stats.some(one => one?.isFile() !== true)
    ? null
    : stats.reduce((sum, one) => sum + one!.size, 0)
}

/** What is replayed. */
interface OpenLog {
  readonly inputs: readonly FactualInput[]
  readonly rules: RuleSet
  readonly layout: Layout
  readonly untilMs: number | null
  readonly close: () => Promise<void>
}

interface Opening {
  readonly settings: ReturnType<typeof settingsOf>
  readonly fail: () => void
}

async function openFileLog(
  args: Arguments,
  { settings, fail }: Opening,
  context: CommandContext,
): Promise<OpenLog | ExitCode> {
  const hints = await logHintsOf(args)
  const rules = await namedRulesOrNull(args, context)
  if (rules === null) return EXIT.rules
  const logs = await findLogs(args.positionals, args.texts.get('include') ?? [], context)
  if (logs.unreadable > 0) fail()
  const inputs = inputsOf(logs, { kind: settings.input, rules, hints, fail }, context)
  return { inputs, rules, layout: DEFAULT_LAYOUT, untilMs: settings.untilMs, close: async () => {} }
}

async function openTopicLog(
  args: Arguments,
  { settings, fail }: Opening,
  context: CommandContext,
): Promise<OpenLog | ExitCode> {
  for (const name of [...Object.keys(FILE_FLAGS), 'until'])
    if (args.texts.has(name))
      throw new UsageError(
        `--${name} is for files`,
        'a topic is read as the service reads it: see `lines` of the configuration',
      )
  // What Kafka and the configuration take is only loaded where there is one.
  const { topicConfigOrNull } = await import('./topic-config.ts')
  const config = topicConfigOrNull(args, context)
  if (config === null) return EXIT.usage
  const { configuredRules } = await import('./configured-rules.ts')
  const rules =
    args.texts.has('rules') || args.texts.has('overrides')
      ? await namedRulesOrNull(args, context)
      : await configuredRules(config, context.terminal).then(found => found && compileRules(found))
  if (rules === null) return EXIT.rules
  const { openTopics } = await import('./topic-inputs.ts')
  const range = { fromMs: settings.fromMs, toMs: settings.toMs }
  const opened = await openTopics(config, { rules, range, offsets: args.texts.get('offsets') ?? [], fail }, context)
  return { ...opened, rules, layout: config.layout }
}

async function namedRulesOrNull(args: Arguments, { terminal }: CommandContext): Promise<RuleSet | null> {
  const wanted = { paths: args.texts.get('rules') ?? [SHIPPED_RULES], overrides: await overridesOf(args) }
  const loaded = await rulesToRunOrNull(wanted, terminal)
  return loaded && compileRules(loaded.rules.map(({ rule }) => rule))
}

/** Whether there is what `--strict` does not put up with. */
function isTooOdd({ strict }: Pick<Opening['settings'], 'strict'>, inputs: readonly FactualInput[]): boolean {
  const isOdd = ({ linesRead, linesCut, missingKey, withoutCode }: FileFacts): boolean =>
    linesRead === 0 || linesCut + missingKey + withoutCode > 0
  return strict && factsOf(inputs).some(isOdd)
}

/** What the flags say of the output. */
function settingsOf(args: Arguments) {
  const until = textOf(args, 'until')
  const failOn: Severity | null =
    textOf(args, 'fail-on') === null ? null : choiceOf(args, 'fail-on', SEVERITIES, 'info')
  return {
    format: choiceOf(args, 'format', FORMATS, 'pretty'),
    ...rangeOf(args),
    untilMs: until === null ? null : instantOfText('--until', until),
    input: choiceOf(args, 'input', INPUT_KINDS, 'lines'),
    failOn,
    expectPath: textOf(args, 'expect'),
    strict: args.switches.has('strict'),
  }
}

export const replayCommand: Command = { help: HELP, run }
