import type { Incident } from '../core/incident.ts'
import { incidentJson } from '../core/incident-json.ts'
import { SEVERITIES, type Severity } from '../core/rule.ts'
import type { Output } from '../core/world.ts'
import { lastRevisions, prettyIncident } from './incident-format.ts'
import { junitOf } from './junit.ts'
import type { Terminal } from './terminal.ts'

export const FORMATS = ['pretty', 'ndjson', 'junit'] as const

export interface WriterSettings {
  readonly format: (typeof FORMATS)[number]
  /** Only incidents opened in [fromMs, toMs); null for no bound. */
  readonly fromMs: number | null
  readonly toMs: number | null
  readonly failOn: Severity | null
}

/** Writes incidents as they come, and counts them. */
export interface ReplayWriter {
  readonly write: (outputs: readonly Output[]) => Promise<void>
  readonly end: () => Promise<void>
  /** How many incidents there were by outcome, and how many of them are still open. */
  readonly counts: { readonly byOutcome: ReadonlyMap<string, number>; readonly open: () => number }
  /** Whether an incident of the severity that must not be was written. */
  readonly failedOn: () => boolean
}

export function replayWriter(settings: WriterSettings, terminal: Terminal): ReplayWriter {
  const byOutcome = new Map<string, number>()
  const open = new Set<string>()
  const gathered: Incident[] = []
  let failed = false
  return {
    write: async outputs => {
      const incidents = outputs.map(({ incident }) => incident).filter(incident => isInTime(incident, settings))
      for (const incident of incidents) {
        if (incident.revision === 1) byOutcome.set(incident.outcome, (byOutcome.get(incident.outcome) ?? 0) + 1)
        if (incident.state === 'open') open.add(incident.id)
        else open.delete(incident.id)
        failed ||= isBad(incident, settings.failOn)
      }
      if (settings.format === 'junit') gathered.push(...incidents)
      else await terminal.out(incidents.map(incident => formatted(incident, settings, terminal)).join(''))
    },
    end: async () => {
      if (settings.format === 'junit') await terminal.out(reportOf(gathered))
    },
    counts: { byOutcome, open: () => open.size },
    failedOn: () => failed,
  }
}

function isInTime({ opened_at }: Incident, { fromMs, toMs }: WriterSettings): boolean {
  if (fromMs === null && toMs === null) return true
  const openedMs = Date.parse(opened_at)
  return openedMs >= (fromMs ?? openedMs) && openedMs < (toMs ?? Number.POSITIVE_INFINITY)
}

function isBad({ severity, outcome }: Incident, failOn: Severity | null): boolean {
  return failOn !== null && outcome !== 'met' && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(failOn)
}

function formatted(incident: Incident, { format }: WriterSettings, { paint }: Terminal): string {
  return format === 'ndjson' ? `${incidentJson(incident)}\n` : prettyIncident(incident, paint)
}

/** A case an incident: what was met in time passed. */
function reportOf(incidents: readonly Incident[]): string {
  const cases = lastRevisions(incidents).map(({ rule, dedup_key, opened_at, outcome, severity, summary, state }) => ({
    suite: rule.id,
    name: `${dedup_key} ${opened_at}`,
    failures: outcome === 'met' ? [] : [`${severity}: ${summary} (${state})`],
  }))
  return junitOf('sequor replay', cases)
}
