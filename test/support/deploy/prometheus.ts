import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cacheFolder } from '../cache-folder.ts'

/** A program of Debian's package of Prometheus: installed, or unpacked by `install-system-packages.sh`. */
export function prometheusProgram(name: 'prometheus' | 'promtool'): string | null {
  return [`/usr/bin/${name}`, cacheFolder(`prometheus/usr/bin/${name}`)].find(path => existsSync(path)) ?? null
}

/** Why nothing can be tried with Prometheus on this machine; null if it can. */
export function lackingForPrometheus(): string | null {
  return prometheusProgram('promtool') === null ? 'promtool: test/support/install-system-packages.sh gets it' : null
}

/** How it ended, and all that it said. */
export function promtool(
  args: readonly string[],
  input = '',
): Promise<{ readonly code: number; readonly said: string }> {
  return new Promise(resolve => {
    const child = execFile(prometheusProgram('promtool') ?? 'promtool', args, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), said: stdout + stderr })
    })
    child.stdin!.end(input)
  })
}
