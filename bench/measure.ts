import { spawnSync } from 'node:child_process'
import { accessSync, closeSync, constants, openSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A command and where its standard output goes. */
export interface Program {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly outputPath: string
}

/** One run of one whole process, its start included. Memory is the most that was resident, null where nothing here can tell. */
export interface Run {
  readonly cpuSeconds: number
  readonly wallSeconds: number
  readonly peakMebibytes: number | null
}

const TIME = '/usr/bin/time'

/** The path of a program, or null if it is not installed. */
export function which(name: string): string | null {
  const { PATH = '' } = process.env
  return (
    PATH.split(delimiter)
      .map(folder => join(folder, name))
      .find(executable) ?? null
  )
}

export function canMeasureMemory(): boolean {
  return executable(TIME)
}

/**
 * Runs a program to its end and measures it from outside, as the kernel accounts for it: user and system time of all its threads.
 *
 * GNU time reads both figures from the kernel at the exit of the process (times in hundredths of a second). Without it the shell's
 * `times` gives the same CPU seconds and the memory stays unknown. The locale is C, which is the fast one for grep and mawk.
 * Throws when the program does not exit with 0: a figure of a failed run is no figure.
 */
export function run(program: Program, scratchPath: string): Run {
  const output = openSync(program.outputPath, 'w')
  const scratch = openSync(scratchPath, 'w')
  const [command, args] = wrapped(program)
  const startedMs = performance.now()
  const ended = spawnSync(command, args, { stdio: ['ignore', output, scratch], env: { ...process.env, LC_ALL: 'C' } })
  const wallSeconds = (performance.now() - startedMs) / 1000
  closeSync(output)
  closeSync(scratch)
  const said = readFileSync(scratchPath, 'utf8')
  if (ended.error !== undefined) throw new Error(`${program.name} could not be started`, { cause: ended.error })
  if (ended.status !== 0) throw new Error(`${program.name} ended with ${ended.status ?? ended.signal}:\n${said}`)
  return { ...readFigures(said), wallSeconds }
}

function wrapped({ command, args }: Program): [string, string[]] {
  if (canMeasureMemory()) return [TIME, ['-f', 'measured %U %S %M', command, ...args]]
  return ['/bin/sh', ['-c', '"$@" || exit $?; times >&2', 'sh', command, ...args]]
}

/** The last line is the measuring program's; what stands above it is the program's own standard error. */
function readFigures(said: string): Pick<Run, 'cpuSeconds' | 'peakMebibytes'> {
  const last = said.trimEnd().split('\n').at(-1) ?? ''
  const time = /^measured ([\d.]+) ([\d.]+) (\d+)$/.exec(last)
  if (time !== null) {
    return { cpuSeconds: Number(time[1]) + Number(time[2]), peakMebibytes: Number(time[3]) / 1024 }
  }
  const times = /^(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/.exec(last)
  if (times === null) throw new Error(`no figures in what was said at the end: ${last}`)
  const [userMinutes, user, systemMinutes, system] = times.slice(1).map(Number) as [number, number, number, number]
  return { cpuSeconds: userMinutes * 60 + user + systemMinutes * 60 + system, peakMebibytes: null }
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
