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
  /** How many incidents there were by outcome, and how many of them are still open. What shadow rules found counts apart. */
  readonly counts: { readonly byOutcome: ReadonlyMap<string, number>; readonly open: () => number }
  /** Whether an incident of the severity that must not be was written. */
  readonly failedOn: () => boolean
}

export function replayWriter(settings: WriterSettings, terminal: Terminal): ReplayWriter {
  const byOutcome = new Map<string, number>()
  /** Each that is open, as it was last told. */
  const open = new Map<string, Incident>()
  const gathered: Incident[] = []
  let failed = false
  /** Counts a revision, and gives what is to be written of it. */
  const take = (incident: Incident): string => {
    const told = open.get(incident.id)?.severity
    const outcome = incident.shadow ? 'of shadow rules' : incident.outcome
    if (incident.revision === 1) byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + 1)
    if (incident.state === 'open') open.set(incident.id, incident)
    else open.delete(incident.id)
    failed ||= isBad(incident, settings.failOn)
    switch (settings.format) {
      case 'ndjson':
        return `${incidentJson(incident)}\n`
      case 'pretty':
        return isMoreOfTheSame(incident, told) ? '' : prettyIncident(incident, terminal.paint)
      case 'junit':
        gathered.push(incident)
        return ''
    }
  }
  return {
    write: async outputs => {
      let text = ''
      for (const { incident } of outputs) if (isInTime(incident, settings)) text += take(incident)
      await terminal.out(text)
    },
    end: async () => {
      if (settings.format === 'junit') await terminal.out(reportOf(gathered))
    },
    counts: { byOutcome, open: () => [...open.values()].filter(({ shadow }) => !shadow).length },
    failedOn: () => failed,
  }
}

function isInTime({ opened_at }: Incident, { fromMs, toMs }: WriterSettings): boolean {
  if (fromMs === null && toMs === null) return true
  const openedMs = Date.parse(opened_at)
  return openedMs >= (fromMs ?? openedMs) && openedMs < (toMs ?? Number.POSITIVE_INFINITY)
}

function isBad({ severity, outcome, shadow }: Incident, failOn: Severity | null): boolean {
  return failOn !== null && outcome !== 'met' && !shadow && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(failOn)
}

/** A person is told what became of an incident, not each further line of it. */
function isMoreOfTheSame({ action, severity }: Incident, told: Severity | undefined): boolean {
  return action === 'updated' && severity === told
}

/** A case an incident: what was met in time passed, and what shadow rules found. */
function reportOf(incidents: readonly Incident[]): string {
  const cases = lastRevisions(incidents).map(
    ({ rule, dedup_key, opened_at, outcome, severity, summary, state, shadow }) => ({
      suite: rule.id,
      name: `${dedup_key} ${opened_at}`,
      failures: outcome === 'met' || shadow ? [] : [`${severity}: ${summary} (${state})`],
    }),
  )
  return junitOf('sequor replay', cases)
}
