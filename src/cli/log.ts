import { harmless, harmlessJson, type Terminal } from './terminal.ts'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Logs one event of the service. Details are what a search goes by; nothing secret may be among them. */
export type Log = (level: LogLevel, message: string, details?: Readonly<Record<string, unknown>>) => void

/** A log on standard error: one JSON object a line, or lines for people. */
export function serviceLog(
  { level: least, format }: { readonly level: LogLevel; readonly format: 'json' | 'text' },
  terminal: Terminal,
  now: () => Date = () => new Date(),
): Log {
  return (level, message, details = {}) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return
    const time = now().toISOString()
    if (format === 'json') return terminal.note(harmlessJson({ time, level, message, ...details }))
    const shown = Object.entries(details).map(([name, value]) => ` ${name}=${shownValue(value)}`)
    terminal.note(harmless(`${time} ${level.padEnd(5)} ${message}${shown.join('')}`))
  }
}

function shownValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text !== undefined && /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text ?? null)
}
