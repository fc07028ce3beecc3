import type { Pattern, Sequence, SequenceStep } from '../core/rule.ts'
import type { PatternInFile } from './pattern-schema.ts'

/** The pattern as the folds take it, with every default filled in. */
export function compilePattern(pattern: PatternInFile): Pattern {
  switch (pattern.kind) {
    case 'expectation': {
      const { kind, after, expect, within } = pattern
      const bound = within.from === null ? {} : { withinFrom: within.from }
      return { kind, after, expect, withinMs: within.ms, ...bound }
    }
    case 'sequence':
      return compileSequence(pattern)
    case 'repeat': {
      const { kind, event } = pattern
      return { kind, event, ...thresholdOf(pattern) }
    }
    case 'distinct': {
      const { kind, event, field, until = [] } = pattern
      return { kind, event, field, until, ...thresholdOf(pattern) }
    }
    case 'all':
      return { kind: pattern.kind, events: pattern.events, withinMs: pattern.within }
    case 'heartbeat':
      return { kind: pattern.kind, event: pattern.event, everyMs: pattern.every, graceMs: pattern.grace }
    case 'single':
      return { kind: pattern.kind, event: pattern.event }
  }
}

function thresholdOf({ count, within, clear }: Extract<PatternInFile, { kind: 'repeat' | 'distinct' }>) {
  return { count, withinMs: within, clear: { below: clear.below, withinMs: clear.within ?? within } }
}

/** What must not come stands at the step that it precedes, or at the end. */
function compileSequence({ kind, ...pattern }: Extract<PatternInFile, { kind: 'sequence' }>): Sequence {
  const steps: SequenceStep[] = []
  let not: readonly string[] = []
  for (const step of pattern.steps) {
    if ('not' in step) not = [...not, ...step.not]
    else {
      steps.push({ ...step, not })
      not = []
    }
  }
  const { within, until = [], contiguity, then: afterMatch } = pattern
  return { kind, steps, notAfter: not, withinMs: within, until, contiguity, afterMatch }
}
