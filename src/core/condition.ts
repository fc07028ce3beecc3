import { RE2JS } from 're2js'
import { compareDecimals, type Decimal, readDecimal } from './decimal.ts'
import { foldCase } from './fold-case.ts'
import { type RequiredText, requiredByExpression } from './required-text.ts'
import type { TextCondition } from './rule.ts'

export type TextTest = (text: string) => boolean

/** Makes a test of a condition. Regular expressions run in linear time (RE2), and only where their literals stand. */
export function textTest(condition: TextCondition): TextTest {
  const ignoreCase = condition.ignoreCase ?? false
  const pieces = pieceTests(condition, ignoreCase ? foldCase : text => text)
  const tests = ignoreCase && pieces.length > 0 ? [onFolded(allOf(pieces))] : pieces
  if (condition.matches !== undefined) tests.push(expressionTest(condition.matches, ignoreCase))
  return allOf([...tests, ...numberTests(condition)])
}

/** Makes a test of whether one of the required pieces stands in a text. */
export function requiredTest({ anyOf, ignoreCase }: RequiredText): TextTest {
  const test = pieceTests({ any: anyOf }, text => text)[0]!
  return ignoreCase ? onFolded(test) : test
}

function pieceTests({ contains, equals, all, any, none }: TextCondition, folded: (text: string) => string): TextTest[] {
  const tests: TextTest[] = []
  if (equals !== undefined) tests.push(isText(folded(equals)))
  for (const piece of [...(contains === undefined ? [] : [contains]), ...(all ?? [])]) tests.push(holds(folded(piece)))
  if (any !== undefined) tests.push(holdsAny(any.map(folded)))
  if (none !== undefined) {
    const some = holdsAny(none.map(folded))
    tests.push(text => !some(text))
  }
  return tests
}

function onFolded(test: TextTest): TextTest {
  return text => test(foldCase(text))
}

function isText(whole: string): TextTest {
  return text => text === whole
}

function holds(piece: string): TextTest {
  return text => text.includes(piece)
}

function holdsAny(pieces: readonly string[]): TextTest {
  return pieces.length === 1 ? holds(pieces[0]!) : text => pieces.some(piece => text.includes(piece))
}

function expressionTest(expression: string, ignoreCase: boolean): TextTest {
  const pattern = RE2JS.compile(expression, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
  const required = requiredByExpression(expression, ignoreCase)
  const found: TextTest = text => pattern.test(text)
  return required === null ? found : allOf([requiredTest(required), found])
}

function numberTests({ lt, lte, gt, gte }: TextCondition): TextTest[] {
  const bounds = [
    { bound: lt, fits: (order: number) => order < 0 },
    { bound: lte, fits: (order: number) => order <= 0 },
    { bound: gt, fits: (order: number) => order > 0 },
    { bound: gte, fits: (order: number) => order >= 0 },
  ].flatMap(({ bound, fits }) => (bound === undefined ? [] : [{ bound: boundOf(bound), fits }]))
  if (bounds.length === 0) return []
  return [
    text => {
      const number = readDecimal(text)
      return number !== null && bounds.every(({ bound, fits }) => fits(compareDecimals(number, bound)))
    },
  ]
}

function boundOf(text: string): Decimal {
  const bound = readDecimal(text)
  if (bound === null) throw new Error(`${text} is no decimal number`)
  return bound
}

function allOf(tests: readonly TextTest[]): TextTest {
  return tests.length === 1 ? tests[0]! : text => tests.every(test => test(text))
}

/** Makes a test of a code glob, in which `*` stands for any run of characters. Linear in the code's length. */
export function globTest(glob: string): TextTest {
  const parts = glob.split('*')
  if (parts.length === 1) return code => code === glob
  const first = parts[0]!
  const last = parts.at(-1)!
  const middle = parts.slice(1, -1)
  return code => {
    if (code.length < first.length + last.length || !code.startsWith(first) || !code.endsWith(last)) return false
    let from = first.length
    for (const part of middle) {
      const found = code.indexOf(part, from)
      if (found < 0) return false
      from = found + part.length
    }
    return from <= code.length - last.length
  }
}
