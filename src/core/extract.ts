import { RE2JS } from 're2js'
import type { Extracted } from './field-of.ts'

/** Takes fields from a text; null where it finds none. */
export type Extraction = (text: string) => Extracted | null

/**
 * Makes an extraction of regular expressions (RE2 syntax, linear time). Each is looked for once, and its named groups that
 * took part become fields. Of equal names the first counts.
 */
export function extraction(expressions: readonly string[]): Extraction {
  const patterns = expressions.map(expression => {
    const pattern = RE2JS.compile(expression)
    return { pattern, names: Object.keys(pattern.namedGroups()) }
  })
  return text => {
    const found: Record<string, string> = {}
    for (const { pattern, names } of patterns) {
      const matcher = pattern.matcher(text)
      if (!matcher.find()) continue
      for (const name of names) {
        const value = matcher.group(name)
        if (value !== null && !Object.hasOwn(found, name)) found[name] = value
      }
    }
    return Object.keys(found).length === 0 ? null : found
  }
}

/** Both together. Of equal names the first counts. */
export function merged(first: Extracted | null, second: Extracted | null): Extracted | null {
  return first === null || second === null ? (first ?? second) : { ...second, ...first }
}
