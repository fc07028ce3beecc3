import fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, it } from 'vitest'
import { requiredTest, textTest } from '../../src/core/condition.ts'
import { literalsOf } from '../../src/core/expression-literals.ts'
import { requiredByExpression, requiredText } from '../../src/core/required-text.ts'

const atom = fc.constantFrom(
  ...[
    'a',
    'b',
    'k',
    'ab',
    's',
    'É',
    '\\.',
    '.',
    '[ab]',
    '[^a]',
    '[]a]',
    '[[:alpha:]]',
    '\\w',
    '\\d',
    '\\b',
    '^',
    '$',
    '\\x61',
    '\\x{62}',
    '\\pL',
    '\\101',
    '{',
    '-',
  ],
)
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,1}', '{1,}', '*?', '+?')
const { expression } = fc.letrec<{ expression: string; part: string }>(tie => ({
  part: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(atom, quantifier).map(([one, times]) => (/^[$^]|\\b/.test(one) ? one : `${one}${times}`)),
    fc
      .tuple(fc.constantFrom('(', '(?:', '(?P<n>', '(?<m>', '(?i:', '(?s:', '(?i)('), tie('expression'), quantifier)
      .map(([open, inner, times]) => `${open}${inner})${times}`),
    fc.tuple(tie('part'), tie('part')).map(parts => parts.join('')),
  ),
  expression: fc.oneof(
    { depthSize: 'small' },
    tie('part'),
    fc.tuple(tie('part'), tie('part')).map(parts => parts.join('|')),
  ),
}))
const text = fc.string({ unit: fc.constantFrom(...'aAbBkKsSſKéÉ.-{1 ab'), maxLength: 12 })

function patternOf(written: string, flags: number): RE2JS | null {
  try {
    return RE2JS.compile(written, flags)
  } catch {
    return null
  }
}

describe('the literals of a regular expression', () => {
  it('stand in every text in which it is found, with and without regard to case', () => {
    let found = 0
    fc.assert(
      fc.property(
        expression,
        fc.array(text, { minLength: 5, maxLength: 5 }),
        fc.boolean(),
        (written, texts, ignoreCase) => {
          const pattern = patternOf(written, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0)
          const required = requiredByExpression(written, ignoreCase)
          if (pattern === null || required === null) return
          for (const each of texts.filter(one => pattern.test(one))) {
            found++
            expect(requiredTest(required)(each), `${written} in ${each}`).toBe(true)
          }
        },
      ),
      { numRuns: 20_000 },
    )
    expect(found).toBeGreaterThan(1_000)
  })

  it.each([
    ['HTTP Server Error 50[0-9]', ['HTTP Server Error 50']],
    ['^neighbor (\\S+) Down: (?:hold time|peer) gone$', ['neighbor ']],
    ['(error|failure) codes', [' codes']],
    ['(link|port)-(up|down)', ['link', 'port']],
    ['ab+c', ['ab']],
    ['list (edge|core)-in', ['list ']],
    ['a\\.b\\.c', ['a.b.c']],
  ])('of %s are %j', (written, literals) => {
    expect(literalsOf(written, false)).toEqual({ anyOf: literals, ignoreCase: false })
  })

  it.each(['.*', '\\d+', '(abc)?', 'abc|', 'abc|\\d', '[abc]', '(?:abc)*', '\\Qabc\\E'])('of %s are none', written => {
    expect(literalsOf(written, false)).toBeNull()
  })
})

describe('the required text of a condition', () => {
  const pieces = fc.array(fc.string({ unit: fc.constantFrom(...'aAbBſsΣςσ'), maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  })
  const condition = fc.record(
    {
      contains: pieces.map(([one]) => one!),
      all: pieces,
      any: pieces,
      none: pieces,
      ignoreCase: fc.constant(true as const),
    },
    { requiredKeys: [] },
  )
  const sentence = fc.string({ unit: fc.constantFrom(...'aAbBſsSΣςσ '), maxLength: 9 })

  it('stands in every text that fits it', () => {
    fc.assert(
      fc.property(condition, fc.array(sentence, { minLength: 5 }), (one, texts) => {
        const required = requiredText(one)
        const fits = textTest(one)
        if (required === null) return
        for (const each of texts.filter(fits)) expect(requiredTest(required)(each), each).toBe(true)
      }),
      { numRuns: 5_000 },
    )
  })

  it('folds a piece as it folds in the whole text', () => {
    const fits = textTest({ contains: 'ΟΔΟΣ', ignoreCase: true })
    expect(['οδοσα', 'οδος', 'ΟΔΟΣ', 'οδο'].map(fits)).toEqual([true, true, true, false])
  })
})
