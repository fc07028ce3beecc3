import { reasonOf } from '../adapters/file/rule-files.ts'
import { mergingSink } from '../adapters/memory/incident-sink.ts'
import { memoryMatchLog } from '../adapters/memory/match-log.ts'
import { memoryShardStore } from '../adapters/memory/shard-store.ts'
import { FileTagger } from '../app/file-tagger.ts'
import type { ByteSource } from '../app/ports.ts'
import { type ReplayOptions, type ReplayResult, replay } from '../app/replay.ts'
import type { ReplayInput } from '../app/replay-input.ts'
import { lineFilter } from '../core/dispatch.ts'
import type { ExplainedWindow } from '../core/explain/explained-window.ts'
import { TagWatch } from '../core/explain/tag-watch.ts'
import { WindowWatch } from '../core/explain/window-watch.ts'
import { DEFAULT_LAYOUT } from '../core/match.ts'
import type { Rule } from '../core/rule.ts'
import { compileRules, type RuleSet } from '../core/rule-set.ts'
import type { TagObserver } from '../core/tag.ts'
import { suggestion } from '../document/nearest.ts'
import { type Arguments, choiceOf, readArguments, textOf } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { counted } from './counted.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { ndjsonFormat } from './explain-ndjson.ts'
import { prettyFormat } from './explain-pretty.ts'
import { instantOfText } from './instant-text.ts'
import { askedKeyOf, fitsKey } from './key-flag.ts'
import { rulesToRunOrNull, SHIPPED_RULES, type WantedRules } from './load-rules.ts'
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
import { faultTeller } from './parse-records.ts'
import { RecordTagger } from './record-tagger.ts'
import { oddities } from './replay-summary.ts'
import { harmless } from './terminal.ts'

const HELP = `sequor explain --rule ID [PATH…|-]: why a rule fired, or did not

  sequor explain --rule cisco-slup-http-502 --key host=wlc1 controller.log
  sequor explain --rule cisco-slup-http-502 --format ndjson logs/

Shows each window of the rule: its lines, what ended it, and the revisions of incidents that came of it. Then, for each event
of the rule, how many lines matched it, and the lines that nearly did with what they lack.

flags:
  --rule ID          the rule
  --key NAME=VALUE   only windows with this value of a field of the rule's key, may be given again for further fields
  --rules PATH       rule file or folder, may be given again (default: the rules that come with sequor)
${OVERRIDES_HELP}
  --format FORMAT    pretty (default), ndjson (one window a line)
  --input KIND       lines (default), or ndjson: Kafka records, as for \`parse\`
  --until TIME       the log is known to be complete up to this time: deadlines before it fire
${FILE_FLAGS_HELP}

exit codes: 0 done, 1 a file could not be read to its end or held what is no record, 2 faulty rules or no such rule, 3 faulty arguments`

const FLAGS = {
  rule: { type: 'string' },
  key: { type: 'string', multiple: true },
  rules: { type: 'string', multiple: true },
  format: { type: 'string' },
  input: { type: 'string' },
  until: { type: 'string' },
  ...OVERRIDES_FLAG,
  ...FILE_FLAGS,
} as const

/** Lines of other rules too: the nearest code is looked for among them. */
const EVERY_LINE = lineFilter([{ glob: null, runs: null }])

async function run(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  const args = readArguments(argv, FLAGS)
  const settings = settingsOf(args)
  const hints = await logHintsOf(args)
  const rule = await ruleOrNull(
    settings.ruleId,
    { paths: args.texts.get('rules') ?? [SHIPPED_RULES], overrides: await overridesOf(args) },
    context,
  )
  if (rule === null) return EXIT.rules
  const asked = askedKeyOf(args.texts.get('key') ?? [], rule.key)
  const isAsked = (key: readonly string[]): boolean => fitsKey(asked, key)
  const rules = { ...compileRules([rule]), filter: EVERY_LINE }
  const tags = new TagWatch(rule, rules, DEFAULT_LAYOUT, isAsked)
  const logs = await openLogs(args.positionals, context)
  let failed = logs.unreadable > 0
  const fail = (): void => {
    failed = true
  }
  const tagging = { rules, hints, observe: tags.observe, fail }
  const inputs = logs.sources.map((source, partition) =>
    settings.input === 'lines'
      ? fileTagger(source, partition, tagging)
      : recordTagger(source, partition, tagging, context),
  )
  if (inputs.length === 0) return EXIT.findings
  const watch = new WindowWatch(rule, { reorderMs: DEFAULT_LAYOUT.reorderMs, isAsked })
  const format = settings.format === 'ndjson' ? ndjsonFormat(rule) : prettyFormat(rule, terminal.paint)
  let windows = 0
  const write = async (ones: readonly ExplainedWindow[], dueMsOf: (one: ExplainedWindow) => number | null) => {
    windows += ones.length
    await terminal.out(ones.map(one => format.window(one, dueMsOf(one))).join(''))
  }
  const emit = () => write(watch.drain(), () => null)
  const result = await replayInputs(
    inputs,
    { rules, untilMs: settings.untilMs, observe: watch.observe, emit, fail },
    context,
  )
  await write(watch.open(), ({ key }) => dueMsIn(result, key))
  await terminal.out(format.end({ rule, asked, tags, asides: watch.asides, windows }))
  terminal.note(`${counted(windows, 'window')} of ${rule.id}`)
  const files = inputs.filter(input => input instanceof FileTagger)
  for (const text of oddities(files, result)) terminal.note(`${terminal.paintNote('yellow', 'note:')} ${text}`)
  return failed ? EXIT.findings : EXIT.done
}

function settingsOf(args: Arguments) {
  const ruleId = textOf(args, 'rule')
  if (ruleId === null) throw new UsageError('no rule is named', 'write `--rule ID`')
  const until = textOf(args, 'until')
  return {
    ruleId,
    format: choiceOf(args, 'format', ['pretty', 'ndjson'], 'pretty'),
    input: choiceOf(args, 'input', ['lines', 'ndjson'], 'lines'),
    untilMs: until === null ? null : instantOfText('--until', until),
  }
}

/** The rule of this id; null, and told, if there is none or the rules are faulty. */
async function ruleOrNull(id: string, wanted: WantedRules, { terminal }: CommandContext): Promise<Rule | null> {
  const loaded = await rulesToRunOrNull(wanted, terminal)
  if (loaded === null) return null
  const found = loaded.rules.find(({ rule }) => rule.id === id)
  if (found !== undefined) return found.rule
  const known = loaded.rules.map(({ rule }) => rule.id)
  terminal.note(`${terminal.paintNote('red', 'error:')} no rule has the id \`${harmless(id)}\``)
  const hint = suggestion(id, known)
  if (hint !== null) terminal.note(`hint: ${hint}`)
  return null
}

interface Tagging {
  readonly rules: RuleSet
  readonly hints: LogHints
  readonly observe: TagObserver
  /** Called for input that cannot be read, or is no record. */
  readonly fail: () => void
}

function fileTagger(source: ByteSource, partition: number, { rules, hints, observe }: Tagging): ReplayInput {
  const file = { ...fileHintsOf(source, hints), host: defaultHostOf(source, hints), aliases: hints.aliases, partition }
  return new FileTagger(source, { ...file, rules, layout: DEFAULT_LAYOUT, observe })
}

function recordTagger(source: ByteSource, partition: number, tagging: Tagging, context: CommandContext): ReplayInput {
  const tellFault = faultTeller(source, context)
  const tell = (line: number, fault: string): void => {
    tagging.fail()
    tellFault(line, fault)
  }
  return new RecordTagger(source, { ...tagging, partition, tell })
}

function replayInputs(
  files: readonly ReplayInput[],
  what: Pick<ReplayOptions, 'rules' | 'untilMs' | 'observe' | 'emit'> & Pick<Tagging, 'fail'>,
  { terminal }: CommandContext,
): Promise<ReplayResult> {
  const ports = { log: memoryMatchLog(1), store: memoryShardStore(), sink: mergingSink() }
  return replay(ports, {
    ...what,
    files,
    topic: 'files',
    layout: DEFAULT_LAYOUT,
    broken: ({ source }, error) => {
      what.fail()
      terminal.note(
        `${harmless(source.name)}: ${terminal.paintNote('red', 'error:')} ${reasonOf(error)}; what was read of it counts`,
      )
    },
  })
}

function dueMsIn({ undecided }: ReplayResult, key: readonly string[]): number | null {
  const found = undecided.find(one => one.key.every((value, index) => value === key[index]))
  return found?.dueMs ?? null
}

export const explainCommand: Command = { help: HELP, run }
