import { textTest } from './condition.ts'
import type { Event } from './event.ts'
import { extraction, merged } from './extract.ts'
import { fieldOf } from './field-of.ts'
import { codeTest, notTest, whenTest } from './line-test.ts'
import type { Layout } from './match.ts'
import type { EventAlternative, EventDefinition, TextCondition } from './rule.ts'

/** The parts of a condition that can fail; `ignoreCase` only says how. */
type ConditionPart = Exclude<keyof TextCondition, 'ignoreCase'>

/** A test of a condition that a text does not pass, with what was wanted of it. */
interface FailedTest {
  readonly test: ConditionPart
  /** Of `all` those parts that are missing, of `none` those that are there. */
  readonly wanted: readonly string[]
}

/** What an event lacks to be the event of a rule. */
export type Shortfall =
  | (FailedTest & { readonly part: 'text' })
  | (FailedTest & { readonly part: 'field'; readonly name: string; readonly value: string | null })
  | { readonly part: 'severity'; readonly value: number | null; readonly wanted: readonly number[] }
  | { readonly part: 'when' | 'not' }

/**
 * What an event lacks to be an event of a rule, by the alternative that it comes nearest to: empty if it is the event, null
 * if not even its code fits.
 */
export type ShortfallsOf = (event: Event, layout: Layout) => readonly Shortfall[] | null

export function shortfallsOf(definition: EventDefinition): ShortfallsOf {
  const ways = definition.anyOf.map(wayOf)
  return (event, layout) => {
    let least: readonly Shortfall[] | null = null
    for (const way of ways) {
      const found = way(event, layout)
      if (found !== null && (least === null || found.length < least.length)) least = found
    }
    return least
  }
}

function wayOf(alternative: EventAlternative): ShortfallsOf {
  const fitsCode = codeTest(alternative.codes)
  const headers = headerShortfalls(alternative)
  const others = otherShortfalls(alternative)
  return (event, layout) => (fitsCode(event.code) ? [...headers(event, layout), ...others(event, layout)] : null)
}

type Shortfalls = (event: Event, layout: Layout) => readonly Shortfall[]

/** What its text, its severity and its time lack. */
function headerShortfalls({ text, severities, when }: EventAlternative): Shortfalls {
  const textTests = text === null ? [] : testsOf(text)
  const fitsWhen = when === undefined ? () => true : whenTest(when)
  return (event, layout) => {
    const found: Shortfall[] = textTests.flatMap(test => test(event.text)).map(failed => ({ part: 'text', ...failed }))
    const { severity } = event
    const isOfSeverity = severities === undefined || (severity !== null && severities.includes(severity))
    if (!isOfSeverity) found.push({ part: 'severity', value: severity, wanted: severities })
    if (!fitsWhen(event, layout)) found.push({ part: 'when' })
    return found
  }
}

/** What its fields lack, and what it must not be. */
function otherShortfalls({ fields, extract, set, not = [] }: EventAlternative): Shortfalls {
  const fieldTests = Object.entries(fields).map(([name, condition]) => ({ name, tests: testsOf(condition) }))
  const extractFrom = extraction(extract ?? [])
  const nots = not.map(notTest)
  return (event, layout) => {
    const extracted = merged(extractFrom(event.text), set ?? null)
    const found = fieldTests.flatMap(({ name, tests }): Shortfall[] => {
      const value = fieldOf(event, name, extracted)
      return tests.flatMap(test => test(value)).map(failed => ({ part: 'field', name, value, ...failed }))
    })
    return [...found, ...nots.filter(holds => !holds(event, layout, extracted)).map(() => ({ part: 'not' as const }))]
  }
}

/** The tests of a condition one by one: each gives what it found wrong, or nothing. */
function testsOf({ ignoreCase, ...condition }: TextCondition): ((value: string | null) => readonly FailedTest[])[] {
  const how = ignoreCase === undefined ? {} : { ignoreCase }
  return Object.entries(condition).map(([name, wanted]: [string, string | readonly string[]]) => {
    const test = name as ConditionPart
    const holds = textTest({ [test]: wanted, ...how })
    const holdsOne = (part: string) => textTest({ contains: part, ...how })
    return value =>
      value !== null && holds(value) ? [] : [{ test, wanted: failing(test, [wanted].flat(), value, holdsOne) }]
  })
}

function failing(
  test: ConditionPart,
  wanted: readonly string[],
  value: string | null,
  holdsOne: (part: string) => (text: string) => boolean,
): readonly string[] {
  if (value === null) return wanted
  if (test === 'all') return wanted.filter(part => !holdsOne(part)(value))
  return test === 'none' ? wanted.filter(part => holdsOne(part)(value)) : wanted
}
