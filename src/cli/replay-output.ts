import { closeSync, fstatSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs'
import { reasonOf } from '../adapters/file/rule-files.ts'
import { topicUse } from '../app/live-topic.ts'
import { WorldError } from '../app/world-error.ts'
import type { Incident } from '../core/incident.ts'
import { type Arguments, type Flag, textOf } from './arguments.ts'
import type { CommandContext } from './command.ts'
import { UsageError } from './exit-code.ts'
import type { FactualInput } from './replay-inputs.ts'
import { harmless, type Terminal } from './terminal.ts'

export const OUTPUT_FLAGS = {
  output: { type: 'string' },
  'output-topic': { type: 'string' },
  publish: { type: 'boolean' },
} as const satisfies Readonly<Record<string, Flag>>

export const OUTPUT_FLAGS_HELP = `  --output FILE      writes there, not to standard output
  --output-topic T   writes incident records, marked as of a replay, to this topic of Kafka (--kafka or --config) instead
  --publish          also where T is one to which services publish: whoever takes incidents from it, takes these`

/** Where incidents go. */
export interface ReplayOutput {
  /** Writes what a format makes of incidents. */
  readonly out: (text: string) => Promise<void>
  readonly paint: Terminal['paint']
  /** Takes incidents as they are, beside that; null if nobody does. */
  readonly take: ((incidents: readonly Incident[]) => Promise<void>) | null
  /** How much was written, in bytes. */
  readonly written: () => number
  readonly close: () => Promise<void>
}

/** What the flags say of the output: opens it. `null`, and told, where the configuration is wrong. */
export async function openOutput(
  args: Arguments,
  inputs: readonly FactualInput[],
  context: CommandContext,
  keptBytes = 0,
): Promise<ReplayOutput | null> {
  const path = textOf(args, 'output')
  const topic = textOf(args, 'output-topic')
  if (path !== null && topic !== null)
    throw new UsageError('both --output and --output-topic are given', 'write to one after the other')
  if (topic !== null) return openTopic(topic, args, context)
  if (args.switches.has('publish')) throw new UsageError('--publish without a topic', 'name it with --output-topic')
  if (path === null) return standardOutput(context.terminal)
  if (inputs.some(({ paths }) => paths.some(read => isSameFile(read, path))))
    throw new UsageError(`--output ${harmless(path)} is one of the logs`, 'name another file')
  return fileOutput(path, keptBytes)
}

function isSameFile(a: string, b: string): boolean {
  try {
    const [one, other] = [statSync(a), statSync(b)]
    return one.isFile() && one.ino === other.ino && one.dev === other.dev
  } catch {
    return false
  }
}

function standardOutput({ out, paint }: Terminal): ReplayOutput {
  return { out, paint, take: null, written: () => 0, close: async () => {} }
}

/** A file that is made anew, or of which the first `keptBytes` stand. */
function fileOutput(path: string, keptBytes: number): ReplayOutput {
  const orWorldError = <T>(act: () => T): T => {
    try {
      return act()
    } catch (error) {
      throw new WorldError('refused', `${harmless(path)}: ${reasonOf(error)}`, { cause: error, hint: 'see --output' })
    }
  }
  const file = orWorldError(() => openSync(path, keptBytes > 0 ? 'r+' : 'w'))
  let written = keptBytes
  const write = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at, written + at)
    written += bytes.length
  }
  if (keptBytes > 0) {
    if (fstatSync(file).size < keptBytes)
      throw new UsageError(
        `--output ${harmless(path)} is shorter than when the replay was stopped`,
        'remove the file of --checkpoint to begin anew',
      )
    ftruncateSync(file, keptBytes)
  }
  return {
    out: async text => orWorldError(() => write(Buffer.from(text))),
    paint: (_, text) => text,
    take: null,
    written: () => written,
    close: async () => closeSync(file),
  }
}

async function openTopic(topic: string, args: Arguments, context: CommandContext): Promise<ReplayOutput | null> {
  refuseLive(topic, args)
  const { topicConfigOrNull } = await import('./topic-config.ts')
  const config = topicConfigOrNull(args, context)
  if (config === null) return null
  if (config.lines.topics.includes(topic)) throw new UsageError(`${topic} is a topic of lines`, 'name another')
  const { topicOutput } = await import('./topic-output.ts')
  const { write, close } = await topicOutput(config, topic)
  return { out: async () => {}, paint: (_, text) => text, take: write, written: () => 0, close }
}

/** A replay must never open a ticket by accident. */
function refuseLive(topic: string, args: Arguments): void {
  const use = topicUse(topic)
  if (use === 'internal')
    throw new UsageError(`${topic} has the name of a topic that sequor keeps for itself`, 'name another')
  if (use === 'incidents' && !args.switches.has('publish'))
    throw new UsageError(
      `${topic} has the name of a topic to which a service publishes: what is written there may open tickets`,
      'name another topic, or add --publish if that is what you want',
    )
}
