import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatProblem } from '../../../src/document/problem.ts'
import { loadRules } from '../../../src/rules/load.ts'
import { ruleText } from './rule-text.ts'

const SHIPPED = readFileSync(new URL('../../../rules/cisco-slup/host-not-found.yaml', import.meta.url), 'utf8')

/** A sound rule in which a piece was replaced: what a slip of the hand makes of it. */
const slip = fc
  .record({
    text: fc.constantFrom(ruleText(), SHIPPED.slice(0, SHIPPED.indexOf('tests:'))),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(30),
    piece: fc.oneof(
      fc.constantFrom(
        '',
        '\t',
        '\n',
        ': ',
        '- ',
        '[',
        '}',
        '"',
        '&a ',
        '*a',
        '- - ',
        '? ',
        '!!',
        '---\n',
        '-10s',
        'null',
        '{}',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
  })
  .map(({ text, from, length, piece }) => {
    const start = Math.floor(from * text.length)
    return text.slice(0, start) + piece + text.slice(start + length)
  })

describe('any text', () => {
  it('gives rules or problems that stand in the file, and is never thrown out', () => {
    fc.assert(
      fc.property(slip, text => {
        const { rules, problems } = loadRules([{ path: 'a.yaml', text }])
        expect(rules.length + problems.length).toBeGreaterThan(0)
        const lines = text.split(/\r?\n/)
        for (const problem of problems) {
          expect(problem.line).toBeGreaterThanOrEqual(1)
          expect(problem.line).toBeLessThanOrEqual(lines.length)
          expect(problem.source).toBe(lines[problem.line - 1])
          expect(problem.column).toBeLessThanOrEqual(problem.source.length + 1)
          expect(formatProblem(problem)).toContain(`a.yaml:${problem.line}:${problem.column}: ${problem.level}: `)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
