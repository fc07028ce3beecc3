import { closeSync, openSync, readSync } from 'node:fs'
import { type Counts, noCounts } from './counts.ts'

/** A relevant line, as the oracle reads it. */
interface Found {
  readonly timeMs: number
  readonly what: 'failed' | 'restored' | 'crypto_waits' | 'crypto_ready' | 'host_not_found'
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'
const SYSLOG = /^(?:<\d+>)?\d+: ([\w-]+): (\w{3}) +(\d+) (?:\d{4} )?(\d\d):(\d\d):(\d\d)\.(\d{3})/
const EVENTLOG = /^\S+ ([\w-]+) (\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3}) UTC/

/**
 * What the three rules find in a corpus, by a way of its own: all relevant lines in memory, by host, sorted by the device's time.
 * It shares no code with the generator but the names of the counts.
 */
export function countByEventTime(path: string): Counts {
  const hosts = new Map<string, Found[]>()
  let year = 0
  for (const line of linesOf(path)) {
    if (year === 0) year = Number(/ (\d{4}) \d\d:/.exec(line)?.[1] ?? 0)
    const what = kindOf(line)
    if (what === null) continue
    const { host, timeMs } = stampOf(line, year)
    const found = hosts.get(host)
    if (found === undefined) hosts.set(host, [{ timeMs, what }])
    else found.push({ timeMs, what })
  }
  const counts = noCounts()
  for (const found of hosts.values()) {
    found.sort((one, other) => one.timeMs - other.timeMs)
    countHost(found, counts)
  }
  return counts
}

function countHost(found: readonly Found[], counts: Counts): void {
  let failedAt: number | null = null
  let waitsSince: number | null = null
  const unknown: number[] = []
  for (const { timeMs, what } of found) {
    if (what === 'failed') failedAt ??= timeMs
    if (what === 'crypto_waits') waitsSince ??= timeMs
    if (what === 'host_not_found') unknown.push(timeMs)
    if (what === 'restored' && failedAt !== null) {
      const inTime = timeMs - failedAt <= 10_000
      counts[inTime ? 'met502' : 'missed502'] += 1
      if (!inTime) counts.recovered502 += 1
      failedAt = null
    }
    if (what === 'crypto_ready' && waitsSince !== null) {
      if (timeMs - waitsSince > 30_000) {
        counts.missedCrypto += 1
        counts.recoveredCrypto += 1
      }
      waitsSince = null
    }
  }
  if (failedAt !== null) counts.missed502 += 1
  if (waitsSince !== null) counts.missedCrypto += 1
  if (unknown.some((timeMs, nth) => nth >= 2 && timeMs - unknown[nth - 2]! <= 4 * 3_600_000)) counts.hostNotFound += 1
}

function kindOf(line: string): Found['what'] | null {
  if (line.includes('COMM_FAIL') && line.includes('HTTP Server Error 502')) return 'failed'
  if (line.includes('COMM_RESTORED')) return 'restored'
  if (line.includes('SAEVT_INIT_CRYPTO success="False"')) return 'crypto_waits'
  if (line.includes('SAEVT_INIT_CRYPTO success="True"')) return 'crypto_ready'
  if (line.includes('SAEVT_UTILITY_RUM_FAIL error="[HOST_NOT_FOUND]')) return 'host_not_found'
  return null
}

function stampOf(line: string, year: number): { host: string; timeMs: number } {
  const event = EVENTLOG.exec(line)
  if (event !== null) {
    const [y, mo, d, h, mi, s, ms] = event.slice(2).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    return { host: event[1]!, timeMs: Date.UTC(y, mo - 1, d, h, mi, s, ms) }
  }
  const syslog = SYSLOG.exec(line)
  if (syslog === null) throw new Error(`no header that the oracle knows: ${line}`)
  const month = MONTHS.indexOf(syslog[2]!) / 3
  const [d, h, mi, s, ms] = syslog.slice(3).map(Number) as [number, number, number, number, number]
  return { host: syslog[1]!, timeMs: Date.UTC(year, month, d, h, mi, s, ms) }
}

function* linesOf(path: string): Generator<string> {
  const file = openSync(path, 'r')
  const chunk = Buffer.alloc(1 << 20)
  let rest = ''
  for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
    const lines = (rest + chunk.toString('latin1', 0, read)).split('\n')
    rest = lines.pop()!
    yield* lines
  }
  closeSync(file)
  if (rest !== '') yield rest
}
