import { type HealthServer, type Probes, startHealthServer } from '../adapters/http/health-server.ts'
import type { RedisObserver } from '../adapters/redis/link.ts'
import { processWatch } from '../adapters/telemetry/process-status.ts'
import { registerInstruments } from '../adapters/telemetry/register-instruments.ts'
import type { Health } from '../app/health.ts'
import type { Instrument, Now } from '../app/instrument.ts'
import { type MetricsFormat, metricsText } from '../app/metrics-text.ts'
import type { Config } from '../config/schema.ts'
import { VERSION } from './version.ts'

/** What is served, from before the work starts until it has ended. */
export interface Telling<Observed> {
  readonly health: Probes['health']
  readonly instruments: readonly Instrument<Observed>[]
  /** What they are read from, at this moment. */
  readonly observe: (now: Now) => Observed
}

/**
 * Serves health and metrics, and gives the metrics to OpenTelemetry if this process has an SDK.
 *
 * @throws WorldError if the port cannot be had
 */
export async function startTelemetry<Observed>(
  { host, port, token }: Omit<Config['http'], 'insecure'>,
  { health, instruments, observe }: Telling<Observed>,
): Promise<HealthServer> {
  const watch = processWatch(VERSION)
  const observed = () => observe({ nowMs: Date.now(), process: watch() })
  const metrics = (format: MetricsFormat) => metricsText(instruments, observed(), format)
  const server = await startHealthServer({ host, port, token: token?.reveal() ?? null }, { health, metrics })
  const unregister = registerInstruments(instruments, VERSION, observed)
  return {
    port: server.port,
    close: async () => {
      unregister()
      await server.close()
    },
  }
}

/** The same observer; health hears when Redis is waited for. */
export function watchedRedis(observer: RedisObserver, health: Health): RedisObserver {
  return {
    waiting: waiting => {
      health.asking('redis', waiting.call)
      observer.waiting(waiting)
    },
    resumed: waiting => {
      health.answered('redis', waiting.call)
      observer.resumed(waiting)
    },
    serverChanged: (from, to) => observer.serverChanged(from, to),
  }
}
