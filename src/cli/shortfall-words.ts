import type { Shortfall } from '../core/near-miss.ts'

/** What a line lacks to be an event, in words: `text` does not contain "…". */
export function shortfallText(shortfall: Shortfall): string {
  switch (shortfall.part) {
    case 'text':
      return `text ${wantedText(shortfall)}`
    case 'severity':
      return `severity is ${shortfall.value ?? 'not told'}, not ${shortfall.wanted.join(' or ')}`
    case 'when':
      return 'it was written at another time of the week'
    case 'not':
      return 'it is what the event must `not` be'
    case 'field':
      return fieldText(shortfall)
  }
}

function fieldText(shortfall: Extract<Shortfall, { part: 'field' }>): string {
  const { name, value } = shortfall
  if (value === null) return `the line has no field \`${name}\``
  return shortfall.test === 'equals'
    ? `field \`${name}\` is ${quoted(value)}, not ${shortfall.wanted.map(quoted).join(', ')}`
    : `field \`${name}\` (${quoted(value)}) ${wantedText(shortfall)}`
}

function wantedText({ test, wanted }: Extract<Shortfall, { part: 'text' | 'field' }>): string {
  const texts = wanted.map(quoted)
  switch (test) {
    case 'contains':
    case 'all':
      return `does not contain ${texts.join(' and ')}`
    case 'any':
      return `contains none of ${texts.join(', ')}`
    case 'none':
      return `contains ${texts.join(' and ')}, which it must not`
    case 'equals':
      return `is not ${texts.join(', ')}`
    case 'matches':
      return `does not match ${texts.join(', ')}`
    case 'lt':
      return `is not less than ${wanted.join()}`
    case 'lte':
      return `is not ${wanted.join()} or less`
    case 'gt':
      return `is not greater than ${wanted.join()}`
    case 'gte':
      return `is not ${wanted.join()} or greater`
  }
}

function quoted(text: string): string {
  return JSON.stringify(text)
}
