import type { ReplayResult } from '../app/replay.ts'
import { lineFilter } from '../core/dispatch.ts'
import type { ExplainedWindow } from '../core/explain/explained-window.ts'
import { TagWatch } from '../core/explain/tag-watch.ts'
import { WindowWatch } from '../core/explain/window-watch.ts'
import { DEFAULT_LAYOUT } from '../core/match.ts'
import type { Rule } from '../core/rule.ts'
import { compileRules } from '../core/rule-set.ts'
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
import { findLogs } from './log-files.ts'
import { FILE_FLAGS, FILE_FLAGS_HELP, logHintsOf } from './open-files.ts'
import { INPUT_KINDS, inputsOf } from './open-inputs.ts'
import { OVERRIDES_FLAG, OVERRIDES_HELP, overridesOf } from './overrides-flag.ts'
import { factsOf, replayInputs } from './replay-inputs.ts'
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
  const logs = await findLogs(args.positionals, args.texts.get('include') ?? [], context)
  let failed = logs.unreadable > 0
  const fail = (): void => {
    failed = true
  }
  const inputs = inputsOf(logs, { kind: settings.input, rules, hints, observe: tags.observe, fail }, context)
  if (inputs.length === 0) return EXIT.findings
  const watch = new WindowWatch(rule, { reorderMs: DEFAULT_LAYOUT.reorderMs, isAsked })
  const format = settings.format === 'ndjson' ? ndjsonFormat(rule) : prettyFormat(rule, terminal.paint)
  let windows = 0
  const write = async (ones: readonly ExplainedWindow[], dueMsOf: (one: ExplainedWindow) => number | null) => {
    windows += ones.length
    await terminal.out(ones.map(one => format.window(one, dueMsOf(one))).join(''))
  }
  const emit = () => write(watch.drain(), () => null)
  const { untilMs } = settings
  const layout = DEFAULT_LAYOUT
  const result = await replayInputs(inputs, { rules, layout, untilMs, observe: watch.observe, emit, fail }, context)
  await write(watch.open(), ({ key }) => dueMsIn(result, key))
  await terminal.out(format.end({ rule, asked, tags, asides: watch.asides, windows }))
  terminal.note(`${counted(windows, 'window')} of ${rule.id}`)
  for (const text of oddities(factsOf(inputs), result))
    terminal.note(`${terminal.paintNote('yellow', 'note:')} ${text}`)
  return failed ? EXIT.findings : EXIT.done
}

function settingsOf(args: Arguments) {
  const ruleId = textOf(args, 'rule')
  if (ruleId === null) throw new UsageError('no rule is named', 'write `--rule ID`')
  const until = textOf(args, 'until')
  return {
    ruleId,
    format: choiceOf(args, 'format', ['pretty', 'ndjson'], 'pretty'),
    input: choiceOf(args, 'input', INPUT_KINDS, 'lines'),
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

function dueMsIn({ undecided }: ReplayResult, key: readonly string[]): number | null {
  const found = undecided.find(one => one.key.every((value, index) => value === key[index]))
  return found?.dueMs ?? null
}

export const explainCommand: Command = { help: HELP, run }
