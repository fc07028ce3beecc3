import { globTest, textTest } from './condition.ts'
import type { Event } from './event.ts'
import { extraction } from './extract.ts'
import { fieldOf } from './field-of.ts'
import type { EventAlternative, EventDefinition, TextCondition } from './rule.ts'

/** A test of a condition that a text does not pass, with what was wanted of it. */
interface FailedTest {
  readonly test: keyof TextCondition
  /** Of `all` those parts that are missing, of `none` those that are there. */
  readonly wanted: readonly string[]
}

/** What an event lacks to be the event of a rule. */
export type Shortfall = FailedTest &
  ({ readonly part: 'text' } | { readonly part: 'field'; readonly name: string; readonly value: string | null })

/**
 * What an event lacks to be an event of a rule, by the alternative that it comes nearest to: empty if it is the event, null
 * if not even its code fits.
 */
export type ShortfallsOf = (event: Event) => readonly Shortfall[] | null

export function shortfallsOf(definition: EventDefinition): ShortfallsOf {
  const ways = definition.anyOf.map(wayOf)
  return event => {
    let least: readonly Shortfall[] | null = null
    for (const way of ways) {
      const found = way(event)
      if (found !== null && (least === null || found.length < least.length)) least = found
    }
    return least
  }
}

function wayOf({ codes, text, fields, extract }: EventAlternative): ShortfallsOf {
  const codeTests = codes.map(globTest)
  const textTests = text === null ? [] : testsOf(text)
  const fieldTests = Object.entries(fields).map(([name, condition]) => ({ name, tests: testsOf(condition) }))
  const extractFrom = extraction(extract ?? [])
  return event => {
    const { code } = event
    if (code === null || !codeTests.some(test => test(code))) return null
    const found: Shortfall[] = textTests.flatMap(test => test(event.text)).map(failed => ({ part: 'text', ...failed }))
    const extracted = extractFrom(event.text)
    for (const { name, tests } of fieldTests) {
      const value = fieldOf(event, name, extracted)
      for (const failed of tests.flatMap(test => test(value))) found.push({ part: 'field', name, value, ...failed })
    }
    return found
  }
}

/** The tests of a condition one by one: each gives what it found wrong, or nothing. */
function testsOf(condition: TextCondition): ((value: string | null) => readonly FailedTest[])[] {
  return Object.entries(condition).map(([name, wanted]: [string, string | readonly string[]]) => {
    const test = name as keyof TextCondition
    const holds = textTest({ [test]: wanted })
    return value => (value !== null && holds(value) ? [] : [{ test, wanted: failing(test, [wanted].flat(), value) }])
  })
}

function failing(test: keyof TextCondition, wanted: readonly string[], value: string | null): readonly string[] {
  if (value === null) return wanted
  if (test === 'all') return wanted.filter(part => !value.includes(part))
  return test === 'none' ? wanted.filter(part => value.includes(part)) : wanted
}
