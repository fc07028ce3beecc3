import { reasonOf } from '../adapters/file/rule-files.ts'
import { LineReader, type ReadLine } from '../app/line-reader.ts'
import type { ByteSource } from '../app/ports.ts'
import type { Event, Flag } from '../core/event.ts'
import { DEFAULT_LAYOUT } from '../core/match.ts'
import { eventOf } from '../core/syslog/event-of.ts'
import { choiceOf, readArguments } from './arguments.ts'
import { assumedYearNote } from './assumed-year.ts'
import type { Command, CommandContext } from './command.ts'
import { prettyEvent, recordOfEvent } from './event-format.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import {
  defaultHostOf,
  FILE_FLAGS,
  FILE_FLAGS_HELP,
  fileHintsOf,
  type LogHints,
  logHintsOf,
  openLogs,
} from './open-files.ts'
import { harmless } from './terminal.ts'

const HELP = `sequor parse [PATH…|-]: lines in, events out

  sequor parse controller.log | head -1
  echo '<189>35: *Apr 29 14:00:16.059: %SYS-5-CONFIG_I: Configured' | sequor parse --format pretty -

Every line gives one event, whatever it holds; its flags say what was odd about it.

flags:
  --format FORMAT    ndjson (default), pretty
${FILE_FLAGS_HELP}

exit codes: 0 done, 1 a file could not be read to its end, 3 faulty arguments`

const FLAGS = { format: { type: 'string' }, ...FILE_FLAGS } as const

async function run(argv: readonly string[], context: CommandContext): Promise<ExitCode> {
  const args = readArguments(argv, FLAGS)
  const format = choiceOf(args, 'format', ['ndjson', 'pretty'], 'ndjson')
  const hints = await logHintsOf(args)
  const logs = await openLogs(args.positionals, context)
  let failed = logs.unreadable > 0
  for (const source of logs.sources) failed = !(await parseSource(source, hints, format, context)) || failed
  return failed ? EXIT.findings : EXIT.done
}

/** Whether the source could be read to its end. */
async function parseSource(
  source: ByteSource,
  hints: LogHints,
  format: string,
  context: CommandContext,
): Promise<boolean> {
  const { terminal } = context
  const reader = new LineReader(source, fileHintsOf(source, hints))
  const host = defaultHostOf(source, hints)
  const written: string[] = []
  const show = (read: ReadLine): void => {
    const { scan, arrivalMs, line } = read
    const event = eventOf(scan, { arrivalMs, aheadMs: DEFAULT_LAYOUT.aheadMs, zones: hints.zones, host })
    const flagged = { ...event, flags: [...event.flags, ...flagsOfReader(reader, read, event)] }
    written.push(
      format === 'pretty' ? prettyEvent(flagged, terminal.paint) : `${JSON.stringify(recordOfEvent(flagged, line))}\n`,
    )
  }
  try {
    while ((await reader.next(show)) !== null) await terminal.out(written.splice(0).join(''))
    const note = assumedYearNote(reader.clock)
    if (note !== null) terminal.note(`${terminal.paintNote('yellow', 'note:')} ${harmless(source.name)}: ${note}`)
    return true
  } catch (error) {
    terminal.note(`${harmless(source.name)}: ${terminal.paintNote('red', 'error:')} ${reasonOf(error)}`)
    return false
  } finally {
    await source.close()
  }
}

/** What only the reader of a file can tell of a line. */
function flagsOfReader({ clock }: LineReader, { cut }: ReadLine, { flags }: Event): readonly Flag[] {
  const isAssumed = clock.yearAssumed && flags.includes('year_inferred')
  return [...(isAssumed ? (['year_assumed'] as const) : []), ...(cut ? (['too_long'] as const) : [])]
}

export const parseCommand: Command = { help: HELP, run }
