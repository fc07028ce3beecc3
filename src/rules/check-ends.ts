import type { Pattern, Rule } from '../core/rule.ts'
import { doubt, type FieldPath, type Finding } from '../document/finding.ts'
import { mapping, mentions, type Raw } from './raw.ts'

/** Finds events that undo what they do: one that ends the incident it raises, a step that ends the sequence before it. */
export function checkEnds(rule: Rule, raw: Raw): readonly Finding[] {
  return [...raisedAndEnded(rule, raw), ...undone(rule.pattern)]
}

function raisedAndEnded({ pattern }: Rule, raw: Raw): readonly Finding[] {
  const raising = raisingEvents(pattern)
  return Object.entries(mapping(raw.outcomes)).flatMap(([outcome, body]) => {
    const field = ['outcomes', outcome, 'resolve', 'on']
    return mentions(mapping(mapping(body).resolve).on, field)
      .filter(({ name }) => raising.includes(name))
      .map(mention =>
        doubtOf(
          mention.field,
          `\`${mention.name}\` raises the incident, and ends it: each further one would be a resolution and a new opening`,
          'resolve by another event, or by `quiet`',
        ),
      )
  })
}

/** The events whose line can raise the incident, so that a further one says that the fault goes on. */
export function raisingEvents(pattern: Pattern): readonly string[] {
  switch (pattern.kind) {
    case 'expectation':
      return [pattern.after]
    case 'sequence':
      return pattern.notAfter.length > 0 ? [] : [pattern.steps.at(-1)!.event]
    case 'repeat':
    case 'distinct':
    case 'single':
      return [pattern.event]
    // Of `all` each event may be the last one, or only a part; a beat ends a silence and never raises one.
    case 'all':
    case 'heartbeat':
      return []
  }
}

function undone(pattern: Pattern): readonly Finding[] {
  switch (pattern.kind) {
    case 'expectation':
      return pattern.after === pattern.expect ? [answersItself(pattern.after)] : []
    case 'sequence':
      return untilSteps(pattern).map(name =>
        doubtOf(
          ['pattern', 'until'],
          `\`${name}\` is a step, and ends what has begun before it is one: the sequence is never complete, unless that line comes late`,
          'end the sequence by an event that is none of its later steps',
        ),
      )
    case 'repeat':
    case 'distinct':
    case 'all':
    case 'heartbeat':
    case 'single':
      return []
  }
}

function answersItself(name: string): Finding {
  const message = `\`${name}\` answers itself: each line ends the wait of the one before, and begins another`
  return doubtOf(
    ['pattern', 'expect'],
    message,
    'a pattern of kind `heartbeat` says so: `{ kind: heartbeat, event: …, every: … }`',
  )
}

/** A line ends what has begun before it goes on, so what a run needs after its first line may not be in `until`. */
function untilSteps({ steps, until }: Extract<Pattern, { kind: 'sequence' }>): readonly string[] {
  const later = steps.flatMap(({ event, times }, index) => (index > 0 || times > 1 ? [event] : []))
  return until.filter(name => later.includes(name))
}

function doubtOf(field: FieldPath, message: string, hint: string): Finding {
  return { ...doubt(field, message, hint), at: 'value' }
}
