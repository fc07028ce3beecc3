import { type ComparedIncident, comparedOf, type IncidentChange, incidentChanges } from '../core/incident-changes.ts'
import { DEFAULT_LAYOUT } from '../core/match.ts'
import type { Rule } from '../core/rule.ts'
import { compileRules } from '../core/rule-set.ts'
import type { Observer, Output } from '../core/world.ts'
import { type Arguments, choiceOf, readArguments, textOf } from './arguments.ts'
import type { Command, CommandContext } from './command.ts'
import { COMPARE_FORMATS, compareReport, type ExplainedChange, tallyOf } from './compare-format.ts'
import { changeWatch, type ExplainingWindow, incidentOf } from './compare-windows.ts'
import { counted } from './counted.ts'
import { EXIT, type ExitCode, UsageError } from './exit-code.ts'
import { rulesToRunOrNull, SHIPPED_RULES } from './load-rules.ts'
import { type FoundLogs, findLogs } from './log-files.ts'
import { FILE_FLAGS, FILE_FLAGS_HELP, type LogHints, logHintsOf } from './open-files.ts'
import { INPUT_KINDS, inputsOf } from './open-inputs.ts'
import { overridesIn } from './overrides-flag.ts'
import { replayInputs } from './replay-inputs.ts'
import { type ReplayRange, rangeOf } from './replay-range.ts'

const HELP = `sequor compare [PATH…]: two rule sets over the same logs

  sequor compare --rules rules --with my-rules logs/        what other rules would have found
  sequor compare --with-overrides quieter.yaml logs/        what other numbers would have changed

Shows the incidents that appear, vanish or change, each with the windows of either side that explain it. An incident is the
same on both sides if rule, key and the line that opened it are.

flags:
  --rules PATH       rule file or folder, may be given again (default: the rules that come with sequor)
  --overrides FILE   what changes them
  --with PATH        the other rules, may be given again (default: those of --rules)
  --with-overrides FILE  what changes the others
  --format FORMAT    pretty (default), ndjson (one change a line), junit
  --input KIND       lines (default), or ndjson: Kafka records, as for \`parse\`
  --from TIME        only incidents opened at or after it
  --to TIME          only incidents opened before it; +2d counts from --from
${FILE_FLAGS_HELP}

exit codes: 0 nothing differs, 1 something does, or a file could not be read to its end, 2 faulty rules, 3 faulty arguments`

const FLAGS = {
  rules: { type: 'string', multiple: true },
  overrides: { type: 'string' },
  with: { type: 'string', multiple: true },
  'with-overrides': { type: 'string' },
  format: { type: 'string' },
  input: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  ...FILE_FLAGS,
} as const

/** Of so many changes the windows are shown, the first ones: what explains a thousand alike explains the next. */
const MOST_EXPLAINED = 100

async function run(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  const args = readArguments(argv, FLAGS)
  const format = choiceOf(args, 'format', COMPARE_FORMATS, 'pretty')
  const sides = await sidesOrNull(args, context)
  if (sides === null) return EXIT.rules
  const logs = await logsOf(args, context)
  let failed = logs.unreadable > 0
  const fail = (): void => {
    failed = true
  }
  const reading = {
    ...{ logs, hints: await logHintsOf(args), kind: choiceOf(args, 'input', INPUT_KINDS, 'lines') },
    ...{ range: rangeOf(args), fail, context },
  }
  const [before, after] = [await incidentsOf(sides.before, reading), await incidentsOf(sides.after, reading)]
  const changes = incidentChanges(before, after)
  const explained = await explainedChanges(changes, sides, { ...reading, fail: () => {} })
  await terminal.out(compareReport(format, explained, terminal.paint))
  terminal.note(`${counted(before.size, 'incident')} before, ${after.size} after: ${tallyOf(explained)}`)
  if (changes.length > MOST_EXPLAINED)
    terminal.note(`${terminal.paintNote('yellow', 'note:')} the windows of the first ${MOST_EXPLAINED} are shown`)
  return failed || changes.length > 0 ? EXIT.findings : EXIT.done
}

interface Sides {
  readonly before: readonly Rule[]
  readonly after: readonly Rule[]
}

async function sidesOrNull(args: Arguments, { terminal }: CommandContext): Promise<Sides | null> {
  const rules = args.texts.get('rules') ?? [SHIPPED_RULES]
  const others = args.texts.get('with')
  if (others === undefined && !args.texts.has('with-overrides'))
    throw new UsageError('nothing to compare with', 'name other rules by --with, or other numbers by --with-overrides')
  const load = async (paths: readonly string[], flag: string) =>
    (await rulesToRunOrNull({ paths, overrides: overridesIn(textOf(args, flag), `--${flag}`) }, terminal))?.rules.map(
      ({ rule }) => rule,
    ) ?? null
  const [before, after] = [await load(rules, 'overrides'), await load(others ?? rules, 'with-overrides')]
  return before && after && { before, after }
}

async function logsOf(args: Arguments, context: CommandContext): Promise<FoundLogs> {
  const logs = await findLogs(args.positionals, args.texts.get('include') ?? [], context)
  if (logs.sets.flat().some(({ name }) => name === '-'))
    throw new UsageError('the logs are read more than once, and standard input can be read once', 'name files')
  return logs
}

interface Reading {
  readonly logs: FoundLogs
  readonly hints: LogHints
  readonly kind: (typeof INPUT_KINDS)[number]
  readonly range: ReplayRange
  readonly fail: () => void
  readonly context: CommandContext
}

/** What a rule set finds: each incident by its id, as it was in the end. */
async function incidentsOf(rules: readonly Rule[], reading: Reading): Promise<ReadonlyMap<string, ComparedIncident>> {
  const { fromMs, toMs } = reading.range
  const found = new Map<string, ComparedIncident>()
  await read(rules, reading, null, outputs => {
    for (const { incident } of outputs) {
      const openedMs = Date.parse(incident.opened_at)
      if (openedMs >= (fromMs ?? openedMs) && openedMs < (toMs ?? Number.POSITIVE_INFINITY))
        found.set(incident.id, comparedOf(incident))
    }
  })
  return found
}

/** Reads the logs again for the rules of which incidents differ, and follows their windows. */
async function explainedChanges(
  changes: readonly IncidentChange[],
  { before, after }: Sides,
  reading: Reading,
): Promise<readonly ExplainedChange[]> {
  const shown = changes.slice(0, MOST_EXPLAINED)
  const [windowsBefore, windowsAfter] = [
    await windowsOf(shown, before, reading),
    await windowsOf(shown, after, reading),
  ]
  return changes.map((change, index) =>
    index < MOST_EXPLAINED
      ? { change, before: windowsBefore(change), after: windowsAfter(change) }
      : { change, before: [], after: [] },
  )
}

async function windowsOf(
  changes: readonly IncidentChange[],
  all: readonly Rule[],
  reading: Reading,
): Promise<(change: IncidentChange) => readonly ExplainingWindow[]> {
  const ids = new Set(changes.map(change => incidentOf(change).rule))
  const rules = all.filter(({ id }) => ids.has(id))
  if (rules.length === 0) return () => []
  const watch = changeWatch(rules, changes)
  await read(rules, reading, watch.observe, watch.drain)
  return watch.windowsOf
}

async function read(
  rules: readonly Rule[],
  { logs, hints, kind, fail, context }: Reading,
  observe: Observer | null,
  emit: (outputs: readonly Output[]) => void,
): Promise<void> {
  const set = compileRules(rules)
  const inputs = inputsOf(logs, { kind, rules: set, hints, fail }, context)
  await replayInputs(inputs, { rules: set, layout: DEFAULT_LAYOUT, untilMs: null, observe, emit, fail }, context)
}

export const compareCommand: Command = { help: HELP, run }
