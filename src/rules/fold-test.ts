import { type FoldContext, fold, foldEnd, newShardState } from '../core/fold.ts'
import { DEFAULT_LAYOUT, type Match } from '../core/match.ts'
import { compareOutputs } from '../core/order.ts'
import type { Json } from '../core/plain-json.ts'
import { splitByShard } from '../core/shard.ts'
import { stateFromJson, stateToJson } from '../core/state-json.ts'
import type { Output, ShardState } from '../core/world.ts'
import type { TestLog } from './test-log.ts'

/** One of the ways in which a log may be folded. All must give the same. */
export interface Way {
  readonly shards: number
  /** A frame for each line, or as few as may be: a new one only for a line that the log has passed, and at a restart. */
  readonly frames: 'each_line' | 'few'
  /** Whether states are saved and loaded where the test says so, or also behind every frame. */
  readonly restarts: 'asked' | 'always'
}

export interface Folded {
  /** In the order of publication, all shards together. */
  readonly outputs: readonly Output[]
  /** A shard each, as the end of the log left it. */
  readonly states: readonly ShardState[]
}

const { reorderMs, disorderMs } = DEFAULT_LAYOUT

/** Folds the log of a test in one partition. */
export function foldTest(log: TestLog, way: Way, context: FoldContext): Folded {
  let states = Array.from({ length: way.shards }, () => newShardState(DEFAULT_LAYOUT))
  const outputs: Output[] = []
  const publish = (found: readonly Output[]) => outputs.push(...found.toSorted(compareOutputs))
  const restart = () => {
    states = states.map(state => stateFromJson(JSON.parse(JSON.stringify(stateToJson(state))) as Json))
  }
  for (const frame of framesOf(log, way)) {
    if (frame === 'restart') {
      restart()
      continue
    }
    const { matches, ...place } = frame
    const split = splitByShard(matches, way.shards)
    publish(states.flatMap((state, shard) => fold(state, recordOf({ ...place, matches: split[shard]! }), context)))
    if (way.restarts === 'always') restart()
  }
  publish(states.flatMap(state => foldEnd(state, log.endMs, context)))
  return { outputs, states }
}

/** A span of the log: what was read, and up to which arrival. */
interface Span {
  readonly from: number
  readonly to: number
  readonly arrivedMs: number
  readonly matches: readonly Match[]
}

function recordOf({ arrivedMs, ...span }: Span) {
  const place = { topic: 'test', partition: 0, stream: 'test', base: 0 }
  const frame = { ...place, ...span, promise: arrivedMs - disorderMs - reorderMs }
  return { generation: 0, partitions: { test: 1 }, frames: [frame] }
}

/** The spans in order. A line that the log has passed begins one: in the same frame with what passed it, it were not late. */
function* framesOf({ steps }: TestLog, { frames }: Way): Iterable<Span | 'restart'> {
  let from = 0
  let to = 0
  let arrivedMs = Number.NEGATIVE_INFINITY
  let matches: Match[] = []
  const span = (): Span => {
    const read = { from, to, arrivedMs, matches }
    from = to
    matches = []
    return read
  }
  for (const step of steps) {
    if (step.kind === 'restart') {
      yield span()
      yield 'restart'
      continue
    }
    const isPassed = step.matches.some(({ line }) => line.at < arrivedMs - disorderMs - reorderMs)
    if (frames === 'few' && isPassed) yield span()
    arrivedMs = Math.max(arrivedMs, step.arrivalMs)
    matches.push(...step.matches)
    to++
    if (frames === 'each_line') yield span()
  }
  yield span()
}
