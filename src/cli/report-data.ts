import type { FileFacts } from '../app/log-set.ts'
import type { Undecided } from '../app/replay.ts'
import type { Incident } from '../core/incident.ts'
import type { Severity } from '../core/rule.ts'

/** So many incidents are shown whole; of those behind them stand only their times. Beyond the second bound they are counted. */
const MOST_SHOWN = 1_000
const MOST_PLACED = 50_000

/** An incident on the time line. */
export interface PlacedIncident {
  readonly rule: string
  /** The values of its group. */
  readonly place: string
  readonly severity: Severity
  readonly outcome: Incident['outcome']
  readonly openedMs: number
  /** Null while it is open. */
  readonly resolvedMs: number | null
}

/** What a page shows of a replay. */
export interface ReportData {
  readonly shown: readonly Incident[]
  readonly placed: readonly PlacedIncident[]
  /** Incidents that are not even placed. */
  readonly leftOut: number
  readonly files: readonly FileFacts[]
  readonly undecided: readonly Undecided[]
  /** End of the log in ms; not finite where nothing was read. */
  readonly endMs: number
}

/** Gathers incidents, each by its last revision, in bounded memory. */
export class ReportIncidents {
  readonly #shown = new Map<string, Incident>()
  readonly #placed = new Map<string, PlacedIncident>()
  #leftOut = 0

  take(incidents: readonly Incident[]): void {
    for (const incident of incidents) {
      const { id, revision } = incident
      if (this.#shown.has(id) || this.#shown.size < MOST_SHOWN) this.#shown.set(id, incident)
      if (this.#placed.has(id) || this.#placed.size < MOST_PLACED) this.#placed.set(id, placedOf(incident))
      else if (revision === 1) this.#leftOut++
    }
  }

  get incidents(): Pick<ReportData, 'shown' | 'placed' | 'leftOut'> {
    return { shown: [...this.#shown.values()], placed: [...this.#placed.values()], leftOut: this.#leftOut }
  }
}

function placedOf({ rule, key, severity, outcome, opened_at, resolved_at }: Incident): PlacedIncident {
  return {
    ...{ rule: rule.id, place: Object.values(key).join(', '), severity, outcome },
    openedMs: Date.parse(opened_at),
    resolvedMs: resolved_at === null ? null : Date.parse(resolved_at),
  }
}
