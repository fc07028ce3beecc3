import { RE2JS } from 're2js'
import { requiredTest, type TextTest } from './condition.ts'
import type { Extracted } from './field-of.ts'
import { requiredByExpression } from './required-text.ts'

/** Takes fields from a text; null where it finds none. */
export type Extraction = (text: string) => Extracted | null

/**
 * Makes an extraction of regular expressions (RE2 syntax, linear time). Each is looked for once, and its named groups that
 * took part become fields. Of equal names the first counts.
 */
export function extraction(expressions: readonly string[]): Extraction {
  const one = expressions.map(oneExtraction)
  return text => one.reduce<Extracted | null>((found, extract) => merged(found, extract(text)), null)
}

function oneExtraction(expression: string): Extraction {
  const pattern = RE2JS.compile(expression)
  const names = Object.keys(pattern.namedGroups())
  const required = requiredByExpression(expression)
  const mayBeFound: TextTest = required === null ? () => true : requiredTest(required)
  return text => {
    if (!mayBeFound(text)) return null
    const matcher = pattern.matcher(text)
    if (!matcher.find()) return null
    const groups = names.map(name => [name, matcher.group(name)] as const).filter(([, value]) => value !== null)
    return groups.length === 0 ? null : (Object.fromEntries(groups) as Extracted)
  }
}

/** Both together. Of equal names the first counts. */
export function merged(first: Extracted | null, second: Extracted | null): Extracted | null {
  return first === null || second === null ? (first ?? second) : { ...first, ...second, ...first }
}
