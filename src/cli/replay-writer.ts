import type { Incident } from '../core/incident.ts'
import { incidentJson } from '../core/incident-json.ts'
import { OUTCOMES, type OutcomeName, SEVERITIES, type Severity } from '../core/rule.ts'
import type { Output } from '../core/world.ts'
import { lastRevisions, prettyIncident } from './incident-format.ts'
import { type JunitCase, junitOf } from './junit.ts'
import type { ReplayOutput } from './replay-output.ts'

export const FORMATS = ['pretty', 'ndjson', 'junit'] as const

export interface WriterSettings {
  readonly format: (typeof FORMATS)[number]
  /** Only incidents opened in [fromMs, toMs); null for no bound. */
  readonly fromMs: number | null
  readonly toMs: number | null
  readonly failOn: Severity | null
}

/** How many incidents there were. */
export interface ReplayCounts {
  readonly byOutcome: ReadonlyMap<string, number>
  /** How many of them are still open. */
  readonly open: () => number
  /** Those of a rule, of one outcome or of all. */
  readonly of: (rule: string, outcome: OutcomeName | null) => number
}

/** What is kept of an incident that is open. */
type Told = Pick<Incident, 'severity' | 'shadow'>

/** What a writer needs to go on counting. Plain data. */
export interface KeptCounts {
  readonly byOutcome: ReadonlyMap<string, number>
  readonly byRule: ReadonlyMap<string, number>
  /** By id: each that is open, as it was last told. */
  readonly open: ReadonlyMap<string, Told>
  readonly failed: boolean
}

/** Writes incidents as they come, and counts them. */
export interface ReplayWriter {
  readonly kept: () => KeptCounts
  readonly write: (outputs: readonly Output[]) => Promise<void>
  /** Ends a report; of `cases`, if there are any, else of the incidents. */
  readonly end: (cases: readonly JunitCase[] | null) => Promise<void>
  /** What shadow rules found counts apart. */
  readonly counts: ReplayCounts
  /** Whether an incident of the severity that must not be was written. */
  readonly failedOn: () => boolean
}

export function replayWriter(settings: WriterSettings, output: ReplayOutput, before?: KeptCounts): ReplayWriter {
  const byOutcome = new Map(before?.byOutcome)
  const byRule = new Map(before?.byRule)
  /** Each that is open, as it was last told. */
  const open = new Map(before?.open)
  const gathered: Incident[] = []
  let failed = before?.failed ?? false
  /** Counts a revision, and gives what is to be written of it. */
  const take = (incident: Incident): string => {
    const told = open.get(incident.id)?.severity
    if (incident.revision === 1) {
      count(byOutcome, incident.shadow ? 'of shadow rules' : incident.outcome)
      count(byRule, `${incident.rule.id} ${incident.outcome}`)
    }
    if (incident.state === 'open') open.set(incident.id, { severity: incident.severity, shadow: incident.shadow })
    else open.delete(incident.id)
    failed ||= isBad(incident, settings.failOn)
    switch (settings.format) {
      case 'ndjson':
        return `${incidentJson(incident)}\n`
      case 'pretty':
        return isMoreOfTheSame(incident, told) ? '' : prettyIncident(incident, output.paint)
      case 'junit':
        gathered.push(incident)
        return ''
    }
  }
  return {
    kept: () => ({ byOutcome, byRule, open, failed }),
    write: async outputs => {
      const incidents = outputs.map(({ incident }) => incident).filter(one => isInTime(one, settings))
      const text = incidents.map(take).join('')
      await output.out(text)
      if (incidents.length > 0) await output.take?.(incidents)
    },
    end: async cases => {
      if (settings.format !== 'junit') return
      await output.out(junitOf('sequor replay', cases ?? incidentCases(gathered)))
    },
    counts: {
      byOutcome,
      open: () => [...open.values()].filter(({ shadow }) => !shadow).length,
      of: (rule, outcome) =>
        OUTCOMES.filter(one => outcome === null || one === outcome).reduce(
          (sum, one) => sum + (byRule.get(`${rule} ${one}`) ?? 0),
          0,
        ),
    },
    failedOn: () => failed,
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
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
function incidentCases(incidents: readonly Incident[]): readonly JunitCase[] {
  return lastRevisions(incidents).map(({ rule, dedup_key, opened_at, outcome, severity, summary, state, shadow }) => ({
    suite: rule.id,
    name: `${dedup_key} ${opened_at}`,
    failures: outcome === 'met' || shadow ? [] : [`${severity}: ${summary} (${state})`],
  }))
}
