import { describe, expect, it } from 'vitest'
import { formatProblem, type Problem } from '../../../src/document/problem.ts'

const problem: Problem = {
  path: 'rules/a.yaml',
  line: 3,
  column: 5,
  level: 'error',
  message: 'unknown field `witin`',
  hint: 'did you mean `within`?',
  source: '    witin: 10s',
  length: 5,
}

describe('a problem for people', () => {
  it('says where, what, the line, and what to do', () => {
    expect(formatProblem(problem)).toBe(
      [
        'rules/a.yaml:3:5: error: unknown field `witin`',
        '      witin: 10s',
        '      ^^^^^',
        'hint: did you mean `within`?',
      ].join('\n'),
    )
  })

  it('leaves out the hint and the line where there is none', () => {
    expect(formatProblem({ ...problem, hint: null, source: '' })).toBe('rules/a.yaml:3:5: error: unknown field `witin`')
  })

  it('keeps the caret below its place behind tabs', () => {
    expect(
      formatProblem({ ...problem, source: '\t\ta witin', column: 5 })
        .split('\n')
        .slice(1, 3),
    ).toEqual(['  \t\ta witin', '  \t\t  ^^^^^'])
  })

  it('never draws the caret beyond the line', () => {
    expect(formatProblem({ ...problem, length: 500 }).split('\n')[2]).toBe(`      ${'^'.repeat(10)}`)
  })

  it('shows a piece of a line that is very long', () => {
    const source = `${'a'.repeat(10_000)}WRONG${'b'.repeat(10_000)}`
    const [, line, caret] = formatProblem({ ...problem, source, column: 10_001 }).split('\n')
    expect(line).toHaveLength(242)
    expect(line!.slice(caret!.indexOf('^'), caret!.length)).toBe('WRONG')
  })

  it('shows control characters as pictures, so that a file cannot steer the terminal', () => {
    const shown = formatProblem({ ...problem, source: 'a: \u001b[2Jx\u0007\u009b' })
    expect(shown.split('\n')[1]).toBe('  a: \u241b[2Jx\u2407\u2421')
  })
})
