import { readFileSync } from 'node:fs'

/** The kernel counts in hundredths of a second on every Linux that Node runs on (USER_HZ). */
const TICKS_A_SECOND = 100

/** User and system time of all threads of a process so far, in seconds, as Linux accounts for it. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name, in brackets, may hold anything; user and system time are the 12th and 13th field behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
}

/** The most memory that was resident so far. */
export function peakMebibytesOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) / 1024
}
