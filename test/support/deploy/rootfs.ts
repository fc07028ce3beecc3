import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { REPOSITORY } from '../repository.ts'
import type { Ran } from '../run-sequor.ts'
import { waitUntil } from '../wait-until.ts'

/** Nobody of this machine, as a cluster may choose it. */
export const ANY_USER = 234_567

const STARTS_WITHIN_MS = 20_000

/**
 * Makes a root file system read-only and enters it as that user. What it mounts is seen by nobody else, and gone with it.
 * Arguments: the folder, the user, then the command.
 */
const ENTER = `set -e
root="$1" user="$2"
shift 2
mount --make-rprivate /
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
exec chroot --userspec="$user:0" "$root" "$@"`

const ENTRYPOINT = ['/usr/local/bin/node', '/opt/sequor/src/sequor.js']

/** Why the root file system cannot be built and entered on this machine; null if it can. */
export function lackingForRootfs(): string | null {
  if (process.platform !== 'linux') return 'Linux'
  if (process.getuid?.() !== 0) return 'root'
  return ['/usr/bin/unshare', '/usr/sbin/chroot', '/usr/bin/ldd'].find(path => !existsSync(path)) ?? null
}

/** Builds it with the Node that runs the tests. */
export async function buildRootfs(folder: string): Promise<void> {
  await promisify(execFile)(join(REPOSITORY, 'deploy/image/build-rootfs.sh'), [folder, process.execPath])
}

/** sequor as the first process of a container: its own file system, mounts and process ids, and no more environment than this. */
export function enterRootfs(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const inside = [folder, String(ANY_USER), ...ENTRYPOINT, ...args]
  const child = spawn(
    'unshare',
    ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', ENTER, 'enter', ...inside],
    {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env },
    },
  )
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
  /** Resolves once it has printed that, and with the id by which this machine knows the process that is number 1 inside. */
  const firstProcess = async (printed: string) => {
    await waitUntil(`it prints ${printed}`, STARTS_WITHIN_MS, () => {
      if (child.exitCode !== null) throw new Error(`it has ended:\n${stdout}${stderr}`)
      return `${stdout}${stderr}`.includes(printed)
    })
    return Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim())
  }
  return { stdin: child.stdin, ended, firstProcess, kill: () => child.kill('SIGKILL') }
}
