import { homedir } from 'node:os'
import { join } from 'node:path'

/** A folder that is kept from one run of the tests to the next, for what was downloaded: `${XDG_CACHE_HOME}/sequor-test/NAME`. */
export function cacheFolder(name: string): string {
  const caches = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  return join(caches, 'sequor-test', name)
}
