import { RE2JS } from 're2js'
import type { TextCondition } from './rule.ts'

export type TextTest = (text: string) => boolean

/** Makes a test of a condition. Regular expressions run in linear time (RE2). */
export function textTest(condition: TextCondition): TextTest {
  const tests: TextTest[] = []
  const { contains, equals, matches, all, any, none } = condition
  if (equals !== undefined) tests.push(text => text === equals)
  if (contains !== undefined) tests.push(text => text.includes(contains))
  if (all !== undefined) tests.push(text => all.every(part => text.includes(part)))
  if (any !== undefined) tests.push(text => any.some(part => text.includes(part)))
  if (none !== undefined) tests.push(text => !none.some(part => text.includes(part)))
  if (matches !== undefined) {
    const pattern = RE2JS.compile(matches)
    tests.push(text => pattern.test(text))
  }
  const only = tests.length === 1 ? tests[0]! : null
  return only ?? (text => tests.every(test => test(text)))
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
