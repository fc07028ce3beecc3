import { type HealthServer, startHealthServer } from '../adapters/http/health-server.ts'
import type { RedisObserver } from '../adapters/redis/link.ts'
import { processWatch } from '../adapters/telemetry/process-status.ts'
import { registerInstruments } from '../adapters/telemetry/register-instruments.ts'
import type { Health } from '../app/health.ts'
import { INSTRUMENTS, type Observed } from '../app/metrics.ts'
import { metricsText } from '../app/metrics-text.ts'
import type { RuleChangeStatus, ServiceStatus } from '../app/service-status.ts'
import type { Config } from '../config/schema.ts'
import { VERSION } from './version.ts'

/** What is served, from before the service starts until it has ended. */
export interface Telling {
  readonly health: Health
  /** Null while it starts. */
  readonly status: () => ServiceStatus | null
  /** How often calls to Redis were kept waiting, by what. */
  readonly hindrances: () => Readonly<Record<string, number>>
  /** What became of changes of the rule files. */
  readonly ruleChanges: () => RuleChangeStatus
}

/**
 * Serves health and metrics, and gives the metrics to OpenTelemetry if this process has an SDK.
 *
 * @throws WorldError if the port cannot be had
 */
export async function startTelemetry(
  { host, port, token }: Omit<Config['http'], 'insecure'>,
  { health, status, hindrances, ruleChanges }: Telling,
): Promise<HealthServer> {
  const watch = processWatch(VERSION)
  const observe = (): Observed => ({
    nowMs: Date.now(),
    service: status(),
    hindrances: hindrances(),
    ruleChanges: ruleChanges(),
    process: watch(),
  })
  const metrics = (format: Parameters<typeof metricsText>[2]) => metricsText(INSTRUMENTS, observe(), format)
  const server = await startHealthServer({ host, port, token: token?.reveal() ?? null }, { health, metrics })
  const unregister = registerInstruments(INSTRUMENTS, VERSION, observe)
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
