import { globTest, type TextTest, textTest } from './condition.ts'
import type { Event } from './event.ts'
import { type Extraction, extraction, merged } from './extract.ts'
import { type Extracted, fieldOf } from './field-of.ts'
import { isBelieved } from './line.ts'
import type { Layout } from './match.ts'
import { type RequiredText, requiredText } from './required-text.ts'
import type { EventAlternative, LineDescription, WeekTimes } from './rule.ts'
import { weekTimesTest } from './week-times.ts'

/** That an event fits, and the fields that are taken from its text then. */
export interface Fitting {
  readonly extracted: Extracted | null
  /** Under which names it has fields of the key, where they are others. */
  readonly keyFrom: KeyFrom | null
}

export type KeyFrom = Readonly<Record<string, string>>

/** One way for a line to be an event, compiled. */
export interface LineTest {
  /** Whether lines of this code can fit; null for lines without a code. */
  readonly fitsCode: (code: string | null) => boolean
  /** What the text of every line that fits holds; null where nothing can be told. */
  readonly required: RequiredText | null
  /** Asks all but the code. Null where the event does not fit. */
  readonly test: (event: Event, layout: Layout) => Fitting | null
}

const FITS: Fitting = { extracted: null, keyFrom: null }

type PartTest = (event: Event, layout: Layout, extracted: Extracted | null) => boolean

export function lineTest(alternative: EventAlternative): LineTest {
  const { text, extract, set = null, not, keyFrom = null } = alternative
  const fitsText = text === null ? null : textTest(text)
  const take: Extraction | null = extract === undefined ? null : extraction(extract)
  const headers = headerTests(alternative)
  const others = [...fieldTests(alternative), ...(not ?? []).map(notTest)]
  return {
    fitsCode: codeTest(alternative.codes),
    required: text === null ? null : requiredText(text),
    test: (event, layout) => {
      if (fitsText !== null && !fitsText(event.text)) return null
      if (!holdAll(headers, event, layout, null)) return null
      const extracted = take === null ? set : merged(take(event.text), set)
      if (!holdAll(others, event, layout, extracted)) return null
      return extracted === null && keyFrom === null ? FITS : { extracted, keyFrom }
    },
  }
}

function holdAll(parts: readonly PartTest[], event: Event, layout: Layout, extracted: Extracted | null): boolean {
  for (const part of parts) if (!part(event, layout, extracted)) return false
  return true
}

/** No code at all is any code, and none. */
export function codeTest(globs: readonly string[]): LineTest['fitsCode'] {
  if (globs.length === 0) return () => true
  const tests = globs.map(globTest)
  return code => code !== null && tests.some(test => test(code))
}

function headerTests({ severities, when }: LineDescription): PartTest[] {
  const tests: PartTest[] = []
  if (severities !== undefined) tests.push(({ severity }) => severity !== null && severities.includes(severity))
  if (when !== undefined) tests.push(whenTest(when))
  return tests
}

/** Whether a line was written at these times of the week: by its own time if that is believed, else by its arrival. */
export function whenTest(when: WeekTimes): (event: Event, layout: Layout) => boolean {
  const fits = weekTimesTest(when)
  return (event, layout) => fits(isBelieved(event, layout) ? event.time! : event.arrival)
}

function fieldTests({ fields }: LineDescription): PartTest[] {
  return Object.entries(fields).map(([name, condition]) => fieldTest(name, textTest(condition)))
}

function fieldTest(name: string, fits: TextTest): PartTest {
  return (event, _, extracted) => {
    const value = fieldOf(event, name, extracted)
    return value !== null && fits(value)
  }
}

/** Whether a line is not what this describes. */
export function notTest(description: LineDescription): PartTest {
  const fitsCode = codeTest(description.codes)
  const fitsText = description.text === null ? null : textTest(description.text)
  const parts = [...headerTests(description), ...fieldTests(description)]
  return (event, layout, extracted) => {
    if (!fitsCode(event.code) || (fitsText !== null && !fitsText(event.text))) return true
    return !holdAll(parts, event, layout, extracted)
  }
}
