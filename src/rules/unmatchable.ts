import type { EventAlternative, LineDescription } from '../core/rule.ts'
import { minutesOf } from '../core/week-times.ts'
import type { FieldPath } from '../document/finding.ts'
import { codeFault, severityOf } from './code-globs.ts'
import { isWithin } from './inclusion.ts'
import { textContradiction } from './text-contradiction.ts'

/** Why no line fits a description: the part that leaves none, and the reason. */
export interface Unmatchable {
  readonly field: FieldPath
  readonly why: string
}

/**
 * Why no line can be this event in this way; null if one may. What it tells is so, whatever lines there are; what it does
 * not see may be unmatchable all the same.
 */
export function unmatchable(alternative: EventAlternative): Unmatchable | null {
  return unmatchableDescription(alternative) ?? takenAway(alternative)
}

function unmatchableDescription(description: LineDescription): Unmatchable | null {
  return (
    ofCodes(description) ??
    ofText(description) ??
    ofFields(description) ??
    ofSeverity(description) ??
    ofWhen(description)
  )
}

function ofCodes({ codes }: LineDescription): Unmatchable | null {
  const faults = codes.map(codeFault)
  if (codes.length === 0 || faults.includes(null)) return null
  return { field: ['code'], why: `\`${codes[0]}\` is no code: ${faults[0]}` }
}

function ofText({ text }: LineDescription): Unmatchable | null {
  const found = text === null ? null : textContradiction(text)
  return found === null ? null : { field: ['text', found.part], why: found.why }
}

function ofFields({ fields }: LineDescription): Unmatchable | null {
  for (const [name, condition] of Object.entries(fields)) {
    const found = textContradiction(condition)
    if (found !== null) return { field: ['fields', name, found.part], why: found.why }
  }
  return null
}

function ofSeverity({ codes, severities }: LineDescription): Unmatchable | null {
  if (severities === undefined || codes.length === 0) return null
  const known = codes.map(severityOf)
  if (known.some(each => each === undefined || (each !== null && severities.includes(each)))) return null
  const first = known[0] === null ? 'has none' : `has ${known[0]}`
  return { field: ['severity'], why: `the code \`${codes[0]}\` ${first}` }
}

function ofWhen({ when }: LineDescription): Unmatchable | null {
  if (when === undefined || minutesOf(when).includes(1)) return null
  return { field: ['when'], why: 'no minute of the week is inside and not outside' }
}

function takenAway(alternative: EventAlternative): Unmatchable | null {
  const { not = [] } = alternative
  const index = not.findIndex(excluded => isWithin(alternative, excluded))
  return index < 0 ? null : { field: ['not', index], why: 'it takes away every line that fits the other parts' }
}
