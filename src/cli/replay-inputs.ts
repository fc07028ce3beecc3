import { mergingSink } from '../adapters/memory/incident-sink.ts'
import { memoryMatchLog } from '../adapters/memory/match-log.ts'
import { memoryShardStore } from '../adapters/memory/shard-store.ts'
import type { FileFacts } from '../app/log-set.ts'
import { type ReplayOptions, type ReplayResult, replay } from '../app/replay.ts'
import type { ReplayInput } from '../app/replay-input.ts'
import type { ShardState } from '../core/world.ts'
import type { CommandContext } from './command.ts'
import { tellUnreadable } from './log-files.ts'

/** An input that tells what was odd about what it read. */
export interface FactualInput extends ReplayInput {
  readonly facts: readonly FileFacts[]
  /** The files that it reads. */
  readonly paths: readonly string[]
  /** How many bytes of them were read, packed as they are. */
  readonly consumedBytes: () => number
}

export function factsOf(inputs: readonly FactualInput[]): readonly FileFacts[] {
  return inputs.flatMap(({ facts }) => facts)
}

/** Replays inputs through one shard in memory. What cannot be read on is told, and `fail` is called. */
export function replayInputs(
  files: readonly FactualInput[],
  what: Pick<ReplayOptions, 'rules' | 'layout' | 'untilMs' | 'observe' | 'emit' | 'isOver'> & {
    readonly fail: () => void
    /** The windows with which it goes on; a new shard if left out. */
    readonly state?: ShardState | undefined
  },
  context: CommandContext,
): Promise<ReplayResult> {
  const ports = {
    log: memoryMatchLog(1),
    store: memoryShardStore(what.state && [{ position: 0, state: what.state }]),
    sink: mergingSink(),
  }
  return replay(ports, {
    ...what,
    files,
    broken: ({ name }, error) => {
      what.fail()
      tellUnreadable(name, error, context, '; what was read of it counts')
    },
  })
}
