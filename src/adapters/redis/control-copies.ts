import type { ControlCopies } from '../../app/ports.ts'
import { namespaceKeys } from './keys.ts'
import type { RedisLink } from './link.ts'
import { runScript, scriptOf } from './script.ts'

const COPY = scriptOf('copy-control')

/** Copies in one hash: name → `OFFSET JSON`. */
export function redisControlCopies(link: RedisLink, namespace: string): ControlCopies {
  const { control } = namespaceKeys(namespace)
  return {
    copy: async ({ name, offset, json }) => {
      await link.ask(`copy of ${name}`, client => runScript(client, COPY, [control], [name, offset, json]))
    },
    read: async name => {
      const kept = await link.ask(`read of ${name}`, client => client.hget(control, name))
      if (kept === null) return null
      const blank = kept.indexOf(' ')
      return { name, offset: Number(kept.slice(0, blank)), json: kept.slice(blank + 1) }
    },
  }
}
