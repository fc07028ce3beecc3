import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RedisClient } from './client.ts'
import { codeOf } from './hindrance.ts'

/** A script in Lua, of a file beside this one. */
export interface Script {
  readonly name: string
  readonly text: string
  readonly sha1: string
}

export function scriptOf(name: string): Script {
  const text = readFileSync(new URL(`./${name}.lua`, import.meta.url), 'utf8')
  return { name, text, sha1: createHash('sha1').update(text).digest('hex') }
}

/** Runs a script by its hash; a server that does not know it, as after a restart, is given the text. */
export async function runScript(
  client: RedisClient,
  { text, sha1 }: Script,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await client.evalsha(sha1, keys.length, ...keys, ...args)
  } catch (error) {
    if (codeOf(error) !== 'NOSCRIPT') throw error
    return client.eval(text, keys.length, ...keys, ...args)
  }
}
