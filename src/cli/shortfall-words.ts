import type { Shortfall } from '../core/near-miss.ts'

/** What a line lacks to be an event, in words: `text` does not contain "…". */
export function shortfallText(shortfall: Shortfall): string {
  if (shortfall.part === 'text') return `text ${wantedText(shortfall)}`
  const { name, value } = shortfall
  if (value === null) return `the line has no field \`${name}\``
  return shortfall.test === 'equals'
    ? `field \`${name}\` is ${quoted(value)}, not ${shortfall.wanted.map(quoted).join(', ')}`
    : `field \`${name}\` (${quoted(value)}) ${wantedText(shortfall)}`
}

function wantedText({ test, wanted }: Shortfall): string {
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
  }
}

function quoted(text: string): string {
  return JSON.stringify(text)
}
