import { describe, expect, it } from 'vitest'
import { zonesOf } from '../../../src/config/zones.ts'
import { loadRules } from '../../../src/rules/load.ts'
import { runTest } from '../../../src/rules/run-test.ts'

/** Lines of a log by their seconds since 13:00:00 and what they say, pulled at 15:00:00 unless it is said when. */
type Lines = readonly (readonly [second: number, code: string, pulledAt?: string])[]

const EVENTS = `{ a: { code: SAEVT_A }, b: { code: SAEVT_B }, n: { code: SAEVT_N }, any: { code: SAEVT_* } }`
const PATTERNS = {
  expectation: ['{ kind: expectation, after: a, expect: b, within: 10s }', 'missed'],
  heartbeat: ['{ kind: heartbeat, event: a, every: 8s, grace: 2s }', 'missed'],
  sequence: ['{ kind: sequence, steps: [a, b, { not: n }], within: 10s }', 'fired'],
} as const
type Kind = keyof typeof PATTERNS

/** What is wrong where the rule must make these incidents of the lines, each an outcome and perhaps a resolution. */
function wrong(kind: Kind, lines: Lines, expected: readonly string[]): readonly unknown[] {
  const [pattern, outcome] = PATTERNS[kind]
  const written = lines.map(([second, code, at = '15:00:00']) => {
    const stamp = new Date(Date.UTC(2025, 6, 16, 13, 0, second)).toISOString()
    const text = `${stamp.slice(0, 19).replace('T', ' ')}.000 UTC SAEVT_${code}`
    return `      - { line: "${text}", at: 2025-07-16T${at}Z, device: wlc1 }`
  })
  const incidents = expected.map(text => {
    const [name, resolution] = text.split(' ')
    return `{ outcome: ${name}${resolution === undefined ? '' : `, resolution: ${resolution}`} }`
  })
  const text = `id: pulled
title: T
source: pulled
events: ${EVENTS}
pattern: ${pattern}
outcomes: { ${outcome}: { severity: warning, summary: s, resolve: { on: n } } }
tests:
  - name: t
    lines:
${written.join('\n')}
    expect: [${incidents.join(', ')}]
`
  const { rules, problems } = loadRules([{ path: 'rule.yaml', text }])
  expect(problems.filter(({ level }) => level === 'error')).toEqual([])
  const { rule, tests } = rules[0]!
  const { differences, fault } = runTest(rule, tests[0]!, name => zonesOf(name)!)
  return [...differences, ...(fault === null ? [] : [fault])]
}

describe('a rule of pulled lines', () => {
  it.each<[Kind, Lines, readonly string[]]>([
    [
      'expectation',
      [
        [0, 'A'],
        [9, 'X'],
        [10, 'X'],
      ],
      [],
    ],
    [
      'expectation',
      [
        [0, 'A'],
        [11, 'X'],
      ],
      ['missed'],
    ],
    [
      'expectation',
      [
        [0, 'A'],
        [10, 'B'],
        [11, 'X'],
      ],
      [],
    ],
    [
      'expectation',
      [
        [0, 'A'],
        [12, 'B'],
      ],
      ['missed recovered'],
    ],
    [
      'heartbeat',
      [
        [0, 'A'],
        [9, 'A'],
        [18, 'A'],
        [19, 'X'],
      ],
      [],
    ],
    [
      'heartbeat',
      [
        [0, 'A'],
        [11, 'X'],
      ],
      ['missed'],
    ],
    [
      'sequence',
      [
        [0, 'A'],
        [1, 'B'],
        [10, 'X'],
      ],
      [],
    ],
    [
      'sequence',
      [
        [0, 'A'],
        [1, 'B'],
        [11, 'X'],
      ],
      ['fired'],
    ],
    [
      'sequence',
      [
        [0, 'A'],
        [1, 'B'],
        [9, 'N'],
        [11, 'X'],
      ],
      [],
    ],
  ])('of kind %s is told by a later line of %j: %j', (kind, lines, expected) => {
    expect(wrong(kind, lines, expected)).toEqual([])
  })

  it.each<Kind>(['expectation', 'heartbeat', 'sequence'])('of kind %s waits for the next pull', kind => {
    const first: Lines =
      kind === 'sequence'
        ? [
            [0, 'A'],
            [1, 'B'],
          ]
        : [[0, 'A']]
    expect(wrong(kind, first, [])).toEqual([])
    expect(wrong(kind, [...first, [7200, 'X', '19:00:00']], [PATTERNS[kind][1]])).toEqual([])
  })

  it('knows the lines of the pull before again', () => {
    const lines: Lines = [
      [0, 'A'],
      [12, 'B'],
    ]
    const again = lines.map(([second, code]) => [second, code, '15:10:00'] as const)
    expect(wrong('expectation', [...lines, ...again], ['missed recovered'])).toEqual([])
  })

  it('makes nothing of a history that is older than what is believed', () => {
    const old = (second: number) => second - 8 * 86_400
    expect(
      wrong(
        'expectation',
        [
          [old(0), 'A'],
          [old(60), 'X'],
          [0, 'X'],
        ],
        [],
      ),
    ).toEqual([])
  })
})
