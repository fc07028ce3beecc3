import { LineReader, type ReadLine } from '../app/line-reader.ts'
import type { LogFile } from '../app/log-set.ts'
import type { ByteSource } from '../app/ports.ts'
import type { Event, Flag } from '../core/event.ts'
import { eventOf } from '../core/syslog/event-of.ts'
import { choiceOf, readArguments, textOf } from './arguments.ts'
import { assumedYearNote } from './assumed-year.ts'
import type { Command, CommandContext } from './command.ts'
import { prettyEvent, recordOfEvent, TABLE_HEAD, tableRow } from './event-format.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { explainLine } from './explain-line.ts'
import { findLogs, tellUnreadable } from './log-files.ts'
import { FILE_FLAGS, FILE_FLAGS_HELP, fileHintsOf, type LogHints, logHintsOf, readingAt } from './open-files.ts'
import { faultTeller, messagesOf } from './parse-records.ts'
import { PreviousMessages } from './previous-messages.ts'
import { harmless } from './terminal.ts'

const HELP = `sequor parse [PATH…|-]: lines in, events out

  sequor parse controller.log | head -1
  echo '<189>35: *Apr 29 14:00:16.059: %SYS-5-CONFIG_I: Configured' | sequor parse --format pretty -

  sequor parse --why '<189>35: *Apr 29 14:00:16.059: %SYS-5-CONFIG_I: Configured'

Every message gives one event, whatever it holds; its flags say what was odd about it.

flags:
  --input KIND       lines (default), or ndjson: Kafka records, {"id":…,"value":…,"arrival":…} a line
  --format FORMAT    ndjson (default), pretty, table
  --why LINE         shows which part of this line is read as what
${FILE_FLAGS_HELP.replace(/ \(default: the file's name\)/, '')}

exit codes: 0 done, 1 a file could not be read to its end or held what is no record, 3 faulty arguments`

const FLAGS = {
  input: { type: 'string' },
  format: { type: 'string' },
  why: { type: 'string' },
  ...FILE_FLAGS,
} as const
type Write = (event: Event, id: string | number) => string

async function run(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const { terminal } = context
  const args = readArguments(argv, FLAGS)
  const input = choiceOf(args, 'input', ['lines', 'ndjson'], 'lines')
  const format = choiceOf(args, 'format', ['ndjson', 'pretty', 'table'], 'ndjson')
  const hints = await logHintsOf(args)
  const why = textOf(args, 'why')
  if (why !== null) {
    await terminal.out(explainLine(why, readingAt(hints.arrivalMs ?? context.startedMs, hints), terminal.paint))
    return EXIT.done
  }
  const logs = await findLogs(args.positionals, args.texts.get('include') ?? [], context)
  const previous = new PreviousMessages()
  const write: Write = (event, id) => {
    if (format === 'pretty') return prettyEvent(event, terminal.paint)
    return format === 'table'
      ? tableRow(event)
      : `${JSON.stringify(recordOfEvent(event, id, previous.ofWhich(event, id)))}\n`
  }
  if (format === 'table') await terminal.out(TABLE_HEAD)
  const parse = input === 'lines' ? parseLines : parseNdjson
  let failed = logs.unreadable > 0
  for (const file of logs.sets.flat())
    failed = !(await untilRead(file, context, source => parse(source, hints, write, context))) || failed
  return failed ? EXIT.findings : EXIT.done
}

async function parseNdjson(
  source: ByteSource,
  hints: LogHints,
  write: Write,
  context: CommandContext,
): Promise<boolean> {
  const tell = faultTeller(source.name, context)
  let sound = true
  const messages = messagesOf(source, hints, (line, fault) => {
    sound = false
    tell(line, fault)
  })
  for await (const { event, id } of messages) await context.terminal.out(write(event, id))
  return sound
}

async function parseLines(
  source: ByteSource,
  hints: LogHints,
  write: Write,
  { terminal }: CommandContext,
): Promise<boolean> {
  const reader = new LineReader(source, fileHintsOf(source, hints))
  const written: string[] = []
  const show = (read: ReadLine): void => {
    const event = eventOf(read.scan, readingAt(read.arrivalMs, hints))
    written.push(write({ ...event, flags: [...event.flags, ...flagsOfReader(reader, read, event)] }, read.line))
  }
  while ((await reader.next(show)) !== null) await terminal.out(written.splice(0).join(''))
  const note = assumedYearNote(reader.clock.yearAssumed ? reader.clock.now : null)
  if (note !== null) terminal.note(`${terminal.paintNote('yellow', 'note:')} ${harmless(source.name)}: ${note}`)
  return true
}

/** What `read` answers; false, and told, if the file cannot be read to its end. */
async function untilRead(
  file: LogFile,
  context: CommandContext,
  read: (source: ByteSource) => Promise<boolean>,
): Promise<boolean> {
  let source: ByteSource | null = null
  try {
    source = await file.open()
    return await read(source)
  } catch (error) {
    tellUnreadable(file.name, error, context)
    return false
  } finally {
    await source?.close()
  }
}

/** What only the reader of a file can tell of a line. */
function flagsOfReader({ clock }: LineReader, { cut }: ReadLine, { flags }: Event): readonly Flag[] {
  const isAssumed = clock.yearAssumed && flags.includes('year_inferred')
  return [...(isAssumed ? (['year_assumed'] as const) : []), ...(cut ? (['truncated'] as const) : [])]
}

export const parseCommand: Command = { help: HELP, run }
