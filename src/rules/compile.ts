import {
  DEFAULT_BOUNDS,
  type EventAlternative,
  type EventDefinition,
  type LineDescription,
  type Outcome,
  type OutcomeName,
  type Pattern,
  type Rule,
  type TextCondition,
} from '../core/rule.ts'
import { DAY_MS } from '../core/syslog/civil.ts'
import { compilePattern } from './compile-pattern.ts'
import type { AlternativeInFile, DescriptionInFile } from './event-schema.ts'
import type { OutcomeInFile } from './outcome-schema.ts'
import { definitionHash } from './rule-hash.ts'
import type { RuleInFile } from './schema.ts'

/** After so long without another one a single is over, if its rule does not say how it ends. */
const SINGLE_QUIET_MS = DAY_MS

/** The rule as the folds take it, with every default filled in. The file's rule must be free of findings. */
export function compileRule(file: RuleInFile): Rule {
  const pattern = compilePattern(file.pattern)
  const definition = {
    id: file.id,
    key: file.key,
    group: file.group ?? file.key,
    events: Object.entries(file.events).map(([name, anyOf]) => compileEvent(name, anyOf)),
    pattern,
    outcomes: compileOutcomes(file.outcomes, pattern),
    suppressMs: file.suppress,
    updateEveryMs: file.update,
    reopenMs: file.reopen,
    // Left out where there is none: so a rule without it keeps its hash.
    ...(file.grace === undefined ? {} : { grace: { after: file.grace.after, forMs: file.grace.for } }),
    ...(file.source === 'pulled' ? { pulled: true as const } : {}),
    ...(file.shadow ? { shadow: true as const } : {}),
    ...(file.bounds === undefined ? {} : { bounds: { ...DEFAULT_BOUNDS, ...file.bounds } }),
  }
  const { title, labels, causes, actions, references } = file
  return { ...definition, title, labels, causes, actions, references, hash: definitionHash(definition, file.source) }
}

function compileEvent(name: string, anyOf: readonly AlternativeInFile[]): EventDefinition {
  return { name, anyOf: anyOf.map(compileAlternative) }
}

/** Parts that are not there are left out, so that a rule without them keeps its hash. */
function compileAlternative(file: AlternativeInFile): EventAlternative {
  const { not, extract, set, key } = file
  return {
    ...compileDescription(file),
    ...(not === undefined ? {} : { not: not.map(compileDescription) }),
    ...(extract === undefined ? {} : { extract }),
    ...(set === undefined ? {} : { set }),
    ...(key === undefined ? {} : { keyFrom: key }),
  }
}

/** A condition on the host, process or node is one on the field of that name. */
function compileDescription(file: DescriptionInFile): LineDescription {
  const { code, text, fields, host, process, node, severity, when } = file
  const names = Object.entries({ host, process, node }).filter(([, condition]) => condition !== undefined)
  return {
    codes: code ?? [],
    text: text ?? null,
    fields: { ...fields, ...(Object.fromEntries(names) as Record<string, TextCondition>) },
    ...(severity === undefined ? {} : { severities: severity }),
    ...(when === undefined ? {} : { when }),
  }
}

function compileOutcomes(outcomes: RuleInFile['outcomes'], pattern: Pattern): Rule['outcomes'] {
  const compiled: Partial<Record<OutcomeName, Outcome>> = {}
  for (const [name, outcome] of Object.entries(outcomes) as [OutcomeName, OutcomeInFile | undefined][]) {
    if (outcome !== undefined) compiled[name] = compileOutcome(name, outcome, pattern)
  }
  return compiled
}

function compileOutcome(name: OutcomeName, outcome: OutcomeInFile, pattern: Pattern): Outcome {
  const { severity, summary, resolve, escalate } = outcome
  return {
    severity,
    summary,
    resolve: {
      on: [...new Set([...endingEvents(name, pattern), ...(resolve?.on ?? [])])],
      quietMs: resolve === undefined ? endingQuietMs(pattern) : (resolve.quiet ?? null),
    },
    escalate: escalate.map(step => ({ afterMs: step.after, severity: step.severity })),
  }
}

/** What ends an incident whatever its rule says. */
function endingEvents(name: OutcomeName, pattern: Pattern): readonly string[] {
  return name === 'missed' && pattern.kind === 'expectation' ? [pattern.expect] : []
}

/** How long it must be quiet for an incident to end whose rule does not say how. Null where something else ends it. */
function endingQuietMs(pattern: Pattern): number | null {
  switch (pattern.kind) {
    case 'single':
      return SINGLE_QUIET_MS
    case 'sequence':
    case 'all':
      return pattern.withinMs
    case 'expectation':
    case 'repeat':
    case 'distinct':
    case 'heartbeat':
      return null
  }
}
