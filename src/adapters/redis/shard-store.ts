import type { Checkpoint, ShardStore, StoredShard } from '../../app/ports.ts'
import { changedParts, restText, stateOfParts } from '../../core/state-parts.ts'
import { type Namespace, shardKeys } from './keys.ts'
import type { RedisLink } from './link.ts'
import { runScript, scriptOf } from './script.ts'
import { PARTS_A_CALL, slicesOf } from './slices.ts'

const CLAIM = scriptOf('claim-shard')
const SAVE = scriptOf('save-shard')
const STAGE = scriptOf('stage-parts')
const COMMIT = scriptOf('commit-staged')
const MERGE = scriptOf('merge-staged')

type Saved = 'stored' | 'refused'
type Keys = ReturnType<typeof shardKeys>

/** A save on its way: the versions that it leads from and to, and where it brings the shard. */
interface Step {
  readonly call: string
  readonly keys: Keys
  readonly from: string
  readonly to: string
  readonly position: number
  readonly rest: string
}

/**
 * The windows of shards in Redis, each window and each life a field of a hash, so that a save writes what changed.
 *
 * A save of up to 500 parts is one script. A larger one lays its parts aside, 500 a call, then one call makes all of them
 * count, together with version and position; they are moved to the others afterwards, by whoever owns the shard then.
 */
export function redisShardStore(link: RedisLink, namespace: Namespace): ShardStore {
  return {
    claim: (shard, token) => claim(link, { call: `claim of shard ${shard}`, keys: shardKeys(namespace, shard) }, token),
    save: (shard, checkpoint) => {
      const { token, number, position, state } = checkpoint
      const versions = { from: `${token}:${number - 1}`, to: `${token}:${number}` }
      const place = { call: `save of shard ${shard}`, keys: shardKeys(namespace, shard) }
      return save(link, { ...place, ...versions, position, rest: restText(state) }, checkpoint)
    },
  }
}

async function save(link: RedisLink, step: Step, { state, changes }: Checkpoint): Promise<Saved> {
  const slices = slicesOf(changedParts(state, changes))
  if (slices.length > 1) return saveInSlices(link, step, slices)
  const { call, keys, from, to, position, rest } = step
  const args = [from, to, position, rest, ...slices[0]!]
  return link.ask(call, client => runScript(client, SAVE, [keys.control, keys.parts], args) as Promise<Saved>)
}

async function saveInSlices(link: RedisLink, step: Step, slices: readonly string[][]): Promise<Saved> {
  const { call, keys, from, to, position, rest } = step
  for (const [index, slice] of slices.entries()) {
    const args = [from, to, index + 1, ...slice]
    const staged = await link.ask(call, client => runScript(client, STAGE, [keys.control, keys.staged], args))
    if (staged === 'refused') return 'refused'
  }
  const args = [from, to, position, rest, slices.length]
  const committed = await link.ask(call, client => runScript(client, COMMIT, [keys.control], args) as Promise<Saved>)
  if (committed === 'stored') await merge(link, step)
  return committed
}

async function merge(link: RedisLink, { call, keys }: Pick<Step, 'call' | 'keys'>): Promise<void> {
  const all = [keys.control, keys.parts, keys.staged]
  while ((await link.ask(call, client => runScript(client, MERGE, all, [PARTS_A_CALL]))) !== 0);
}

/** What a claim answers: position and rest are null if nothing is stored. */
type Claimed = readonly [position: string | null, rest: string | null, staged: number]

async function claim(
  link: RedisLink,
  place: Pick<Step, 'call' | 'keys'>,
  token: string,
): Promise<StoredShard | null | 'refused'> {
  const { call, keys } = place
  const version = `${token}:0`
  for (;;) {
    const claimed = await link.ask(call, client => runScript(client, CLAIM, [keys.control, keys.staged], [version]))
    const [position, rest, staged] = claimed as Claimed
    if (position === null || rest === null) return null
    if (staged > 0) await merge(link, place)
    const parts = await partsOf(link, place)
    const [left, merging] = await link.ask(call, client => client.hmget(keys.control, 'version', 'merging'))
    // What others wrote meanwhile does not fit what was read before.
    if (left !== null && left !== version) return 'refused'
    // Meanwhile Redis may have gone back to before the merge, and a scan that went on after a restart may have passed some over.
    const count = await link.ask(call, client => client.hlen(keys.parts))
    if (left === version && merging === null && count === parts.size)
      return { position: Number(position), state: stateOfParts(rest, parts) }
  }
}

async function partsOf(link: RedisLink, { call, keys }: Pick<Step, 'call' | 'keys'>): Promise<Map<string, string>> {
  const parts = new Map<string, string>()
  let cursor = '0'
  do {
    const from = cursor
    const [next, found] = await link.ask(call, client => client.hscan(keys.parts, from, 'COUNT', PARTS_A_CALL))
    for (let i = 0; i < found.length; i += 2) parts.set(found[i]!, found[i + 1]!)
    cursor = next
  } while (cursor !== '0')
  return parts
}
