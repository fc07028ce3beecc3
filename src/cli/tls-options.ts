import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { reasonOf } from '../adapters/file/rule-files.ts'
import { WorldError } from '../app/world-error.ts'
import type { Config } from '../config/schema.ts'

/** What `tls.connect` takes. Throws a WorldError for a file that cannot be read; `section` names the settings in it. */
export function tlsOptionsOf(
  { ca, cert, key, serverName, insecure }: NonNullable<Config['kafka']['ssl']>,
  section: string,
): ConnectionOptions {
  const read = (name: string, path: string | undefined) => {
    try {
      return path === undefined ? {} : { [name]: readFileSync(path, 'utf8') }
    } catch (error) {
      throw new WorldError('refused', `${section}.${name}: ${path}: ${reasonOf(error)}`, { cause: error })
    }
  }
  return {
    ...read('ca', ca),
    ...read('cert', cert),
    ...read('key', key),
    ...(serverName === undefined ? {} : { servername: serverName }),
    rejectUnauthorized: !insecure,
  }
}
