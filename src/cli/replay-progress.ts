import { isoOf } from '../core/iso.ts'
import type { FactualInput } from './replay-inputs.ts'

const MIB = 1 << 20

/** How far a replay is, in one line: rate, position in the time of the log, and time left where the size is known. */
export function progressText(inputs: readonly FactualInput[], bytes: number, forMs: number): string {
  const consumed = inputs.reduce((sum, input) => sum + input.consumedBytes(), 0)
  const rate = consumed / Math.max(forMs, 1)
  const atMs = Math.max(...inputs.map(({ endMs }) => endMs).filter(end => !Number.isNaN(end)))
  const parts = [
    `${Math.round(consumed / MIB)} of ${Math.round(bytes / MIB)} MiB`,
    `${Math.round((rate * 1000) / MIB)} MiB/s`,
    ...(Number.isFinite(atMs) ? [`at ${isoOf(atMs).slice(0, 19).replace('T', ' ')}`] : []),
    ...(rate > 0 && bytes > consumed ? [`${clockText((bytes - consumed) / rate)} left`] : []),
  ]
  return parts.join(', ')
}

function clockText(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const tail = `${String(minutes).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`
  return hours > 0 ? `${hours}:${tail}` : tail
}
