import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

const GRACE_MS = 10_000
/** What is kept of a program's output, from its end. */
const MOST_OUTPUT = 16_384

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A program that runs beside the test. */
export interface ChildProgram {
  /** Left out where it could not be started. */
  readonly pid: number | undefined
  /** The end of what it has printed. */
  readonly output: () => string
  readonly isRunning: () => boolean
  /** Throws, with its output, if it has ended. */
  readonly assertRunning: () => void
  /** Sends a signal: SIGSTOP freezes it, SIGCONT lets it go on. */
  readonly signal: (name: NodeJS.Signals) => void
  /** Resolves with the code or the signal with which it has ended. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** Asks it to end, and after ten seconds makes it: that process and no other. Resolves when it is gone; may be called again. */
  readonly stop: () => Promise<void>
  /** Ends it at once, in the middle of whatever it does. Resolves when it is gone. */
  readonly kill: () => Promise<void>
}

/** Starts a program with this environment added to ours. It does not outlive the test's own process, unless that one is killed. */
export function startProgram(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProgram {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let ended: string | null = null
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-MOST_OUTPUT)
    })
  }
  child.on('error', error => {
    ended = error.message
  })
  const end = Promise.withResolvers<number | NodeJS.Signals>()
  child.on('exit', (code, signal) => {
    ended = `ended with ${code ?? signal}`
    end.resolve((code ?? signal)!)
  })
  running.add(child)
  return {
    pid: child.pid,
    output: () => output,
    isRunning: () => ended === null,
    assertRunning: () => {
      if (ended !== null) throw new Error(`${command}: ${ended}\n${output}`)
    },
    signal: name => child.kill(name),
    ended: end.promise,
    stop: async () => {
      running.delete(child)
      if (ended === null) await askToEnd(child)
    },
    kill: async () => {
      running.delete(child)
      if (ended !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

async function askToEnd(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const impatience = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
  await gone
  clearTimeout(impatience)
}
