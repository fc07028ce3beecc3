import type { Resolution } from '../core/incident.ts'
import type { Life } from '../core/life.ts'
import type { Reason } from '../core/reason.ts'
import type { Outcome, OutcomeName, PatternKind, Rule, Severity } from '../core/rule.ts'
import type { Observer } from '../core/world.ts'
import { boundPointsOf, type RunWatch } from './bound-coverage.ts'
import { DEFAULT_UPDATE_MS } from './outcome-schema.ts'
import type { TestLog } from './test-log.ts'

/** One thing that a rule can do, and whether a test saw it. */
export interface CoveragePoint {
  readonly name: string
  readonly touched: boolean
}

/** What the tests of a rule touch of what it can do. */
export interface RuleCoverage {
  readonly rule: string
  readonly points: readonly CoveragePoint[]
  /** Rounded down: 100 only if all are touched. */
  readonly percent: number
}

export interface CoverageWatch {
  /** To be given to each run of a test of the rule. */
  readonly watch: (log: TestLog) => RunWatch
  readonly coverage: () => RuleCoverage
}

/** How incidents of a kind of pattern end by themselves, whatever the rule says. */
const OWN_ENDS: Readonly<Record<PatternKind, readonly Resolution[]>> = {
  expectation: [],
  sequence: [],
  repeat: ['below_threshold'],
  distinct: ['below_threshold'],
  all: [],
  heartbeat: ['recovered'],
  single: [],
}

/** Watches the tests of a rule, by what the folds say of each transition: the text of the rule and of its tests is not asked. */
export function watchCoverage(rule: Rule): CoverageWatch {
  const bounds = boundPointsOf(rule.pattern)
  const names = [...outcomePoints(rule), ...optionPoints(rule), ...bounds.names]
  const touched = new Set<string>()
  const touch = (name: string) => touched.add(name)
  return {
    watch: log => {
      const run = bounds.watch(log, touch)
      const observe: Observer = (reason, kept, cause) => {
        run.observe(reason, kept, cause)
        const events = cause.line === null ? [] : log.matchAt(cause.line.origin.offset).events
        for (const name of touchedBy(reason, 'incident' in kept ? kept : null, events)) touch(name)
      }
      return { observe, end: run.end }
    },
    coverage: () => {
      const points = names.map(name => ({ name, touched: touched.has(name) }))
      const count = points.filter(point => point.touched).length
      return { rule: rule.id, points, percent: Math.floor((100 * count) / points.length) }
    },
  }
}

function outcomePoints({ outcomes, pattern }: Rule): readonly string[] {
  return (Object.entries(outcomes) as [OutcomeName, Outcome][]).flatMap(([name, { resolve, escalate }]) => {
    if (name === 'met') return [opens(name)]
    const ends = [...OWN_ENDS[pattern.kind], ...(resolve.quietMs === null ? [] : (['quiet'] as const))]
    return [
      opens(name),
      ...escalate.map(({ severity }) => rises(name, severity)),
      ...resolve.on.map(event => endsBy(name, event)),
      ...ends.map(resolution => endsAs(name, resolution)),
    ]
  })
}

/** What the rule says beyond the defaults. */
function optionPoints({ suppressMs, reopenMs, updateEveryMs }: Rule): readonly string[] {
  return [
    ...(suppressMs > 0 ? [OPTIONS.suppressed] : []),
    ...(reopenMs > 0 ? [OPTIONS.reopened] : []),
    ...(updateEveryMs === DEFAULT_UPDATE_MS ? [] : [OPTIONS.throttled]),
  ]
}

const OPTIONS = {
  suppressed: 'suppress: an opening is kept quiet',
  reopened: 'reopen: an incident goes on',
  throttled: 'update: news waits for the end of a period',
} as const

function touchedBy(reason: Reason, life: Life | null, events: readonly string[]): readonly string[] {
  if (reason === 'met' || reason === 'met_before') return [opens('met')]
  if (Object.hasOwn(OPTIONS, reason)) return [OPTIONS[reason as keyof typeof OPTIONS]]
  if (life === null) return []
  const { outcome, severity, state, resolution } = life.incident
  if (reason === 'opened') return [opens(outcome)]
  if (reason === 'escalated') return [rises(outcome, severity)]
  if (state !== 'resolved' || resolution !== reason) return []
  return [endsAs(outcome, resolution), ...events.map(event => endsBy(outcome, event))]
}

function opens(outcome: OutcomeName): string {
  return `${outcome}: is found`
}

function rises(outcome: OutcomeName, severity: Severity): string {
  return `${outcome}: rises to ${severity}`
}

function endsBy(outcome: OutcomeName, event: string): string {
  return `${outcome}: ends by the event ${event}`
}

function endsAs(outcome: OutcomeName, resolution: Resolution): string {
  return `${outcome}: ends as ${resolution}`
}
