import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Files of a certificate (PEM). */
export interface Certificate {
  readonly cert: string
  readonly key: string
  /** Both in one, as servers in Java want them. */
  readonly both: string
}

/** Who signs certificates. */
export interface Authority {
  /** The file of its own certificate: what is to be trusted. */
  readonly ca: string
  /** Signs one for a subject with these names: `IP:127.0.0.1`, `DNS:redis.example.org`. */
  readonly sign: (subject: string, names: string) => Promise<Certificate>
}

/** An authority of the test's own, in a folder of its own name; good for two days. Needs openssl 3. */
export async function authority(folder: string, name: string): Promise<Authority> {
  const { cert: ca, key } = await made(folder, name, ['-subj', `/CN=${name}`])
  return {
    ca,
    sign: async (subject, names) => {
      const signing = ['-CA', ca, '-CAkey', key, '-subj', `/CN=${subject}`]
      const ends = ['-addext', `subjectAltName=${names}`, '-addext', 'basicConstraints=critical,CA:false']
      return made(folder, `${name}-${subject}`, [...signing, ...ends])
    },
  }
}

async function made(folder: string, name: string, more: readonly string[]): Promise<Certificate> {
  const [cert, key, both] = ['crt', 'key', 'pem'].map(ending => join(folder, `${name}.${ending}`)) as [
    string,
    string,
    string,
  ]
  const fresh = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'.split(' ')
  await promisify(execFile)('openssl', [...fresh, ...more, '-keyout', key, '-out', cert]).catch(cause => {
    throw new Error(`openssl is needed to make certificates: ${(cause as Error).message}`, { cause })
  })
  writeFileSync(both, readFileSync(key, 'utf8') + readFileSync(cert, 'utf8'))
  return { cert, key, both }
}
