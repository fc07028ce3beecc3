import fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/event.ts'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'
import type { EventAlternative, LineDescription, Rule, TextCondition } from '../../src/core/rule.ts'
import { compileRules } from '../../src/core/rule-set.ts'
import { sampleRule } from '../support/sample-rules.ts'
import { event } from '../unit/syslog/parse.ts'

const CODES = ['A-1-X', 'A-3-X', 'A-3-XY', 'B-5-DOWN', 'B-5-UP', 'EVENT_A'] as const
const GLOBS = [...CODES, 'A-*', '*-X', 'B-5-*', 'A-*-X*', '*'] as const
const WORDS = ['down', 'Down', 'link', 'linked', 'peer', 'lost', 'link lost', '17', 'é', 'x', 'Gi1/0/1'] as const
const EXPRESSIONS = [
  'link (down|up)',
  '^peer',
  'lost$',
  '(?i)LINK',
  '\\d+',
  'Gi(\\d+)/\\d+/\\d+ down',
  'down|lost',
  'li(nk)?ed',
  'x*',
] as const
const EXTRACTS = ['(?P<port>Gi\\S+)', 'peer (?P<port>\\w+)', '(?P<number>\\d+)'] as const

const word = fc.constantFrom(...WORDS)
const words = fc.array(word, { minLength: 1, maxLength: 3 })
const condition: fc.Arbitrary<TextCondition> = fc.record(
  {
    contains: word,
    all: words,
    any: words,
    none: words,
    equals: fc.constantFrom('link down', 'LINK DOWN', 'peer'),
    matches: fc.constantFrom(...EXPRESSIONS),
    ignoreCase: fc.constant(true as const),
  },
  { requiredKeys: [] },
)
const fieldCondition = fc.oneof(
  condition,
  fc.record({ gt: fc.constantFrom('16', '17.0'), lte: fc.constantFrom('17', '0018') }, { requiredKeys: [] }),
)
const description: fc.Arbitrary<LineDescription> = fc
  .record({
    codes: fc.array(fc.constantFrom(...GLOBS), { maxLength: 2 }),
    text: fc.option(condition),
    fields: fc.dictionary(fc.constantFrom('host', 'port', 'number', 'process'), fieldCondition, { maxKeys: 1 }),
    severities: fc.option(fc.subarray([1, 3, 5], { minLength: 1 }), { nil: undefined }),
  })
  .map(({ severities, ...parts }) => (severities === undefined ? parts : { ...parts, severities }))
const alternative: fc.Arbitrary<EventAlternative> = fc
  .tuple(description, fc.array(description, { maxLength: 2 }), fc.array(fc.constantFrom(...EXTRACTS), { maxLength: 2 }))
  .map(([parts, not, extract]) => ({
    ...parts,
    ...(not.length === 0 ? {} : { not }),
    ...(extract.length === 0 ? {} : { extract }),
  }))
const rules: fc.Arbitrary<readonly Rule[]> = fc
  .array(fc.array(fc.array(alternative, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }), {
    maxLength: 12,
  })
  .map(all =>
    all.map((events, index) =>
      sampleRule(
        { kind: 'single', event: 'e0' },
        { id: `rule-${index}`, hash: `hash-${index}`, events: events.map((anyOf, i) => ({ name: `e${i}`, anyOf })) },
      ),
    ),
  )
const line: fc.Arbitrary<Event> = fc
  .record({
    code: fc.option(fc.constantFrom(...CODES), { freq: 5 }),
    text: fc.array(fc.oneof(word, fc.constantFrom('LINK', 'up', 'DOWN')), { maxLength: 5 }).map(all => all.join(' ')),
    process: fc.option(fc.constantFrom('peer', 'link')),
    number: fc.constantFrom('16', '17', '17.00', '18', 'none'),
  })
  .map(({ code, text, process, number }) => {
    const severity = code === null ? null : (/-(\d)-/.exec(code)?.[1] ?? null)
    const fields = new Map([['number', number]])
    return event({ code, severity: severity === null ? null : Number(severity), text, process, fields, host: 'link17' })
  })

/** What a description says, part by part, without any way to be quick about it. */
function holds(condition: TextCondition, text: string): boolean {
  const same = (one: string) => (condition.ignoreCase ? one.toLowerCase() : one)
  const has = (piece: string) => same(text).includes(same(piece))
  const { contains, equals, matches, all = [], any, none = [], gt, lte } = condition
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  return (
    (contains === undefined || has(contains)) &&
    (equals === undefined || same(equals) === same(text)) &&
    all.every(has) &&
    (any === undefined || any.some(has)) &&
    !none.some(has) &&
    (gt === undefined || number > Number(gt)) &&
    (lte === undefined || number <= Number(lte)) &&
    (matches === undefined || RE2JS.compile(matches, condition.ignoreCase ? RE2JS.CASE_INSENSITIVE : 0).test(text))
  )
}

type Fields = Readonly<Record<string, string>>

function describes({ codes, text, fields, severities }: LineDescription, one: Event, extracted: Fields): boolean {
  const isCode = (glob: string) => one.code !== null && new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(one.code)
  const values: Fields = { ...Object.fromEntries(one.fields), ...extracted, host: one.host!, process: one.process! }
  return (
    (codes.length === 0 || codes.some(isCode)) &&
    (text === null || holds(text, one.text)) &&
    (severities === undefined || severities.includes(one.severity!)) &&
    Object.entries(fields).every(([name, each]) => values[name] != null && holds(each, values[name]))
  )
}

function extractedBy(expressions: readonly string[], text: string): Fields {
  const found: Record<string, string> = {}
  for (const expression of expressions) {
    const matcher = RE2JS.compile(expression).matcher(text)
    if (!matcher.find()) continue
    for (const name of Object.keys(RE2JS.compile(expression).namedGroups())) found[name] ??= matcher.group(name)!
  }
  return found
}

function naiveFits(all: readonly Rule[], one: Event) {
  return all.flatMap(({ id, events }) => {
    const fitting = events.flatMap(({ name, anyOf }) => {
      for (const each of anyOf) {
        const extracted = extractedBy(each.extract ?? [], one.text)
        const isNot = (each.not ?? []).some(not => describes(not, one, extracted))
        if (describes(each, one, extracted) && !isNot) return [{ name, extracted }]
      }
      return []
    })
    if (fitting.length === 0) return []
    const extracted: Fields = Object.assign({}, ...fitting.map(each => each.extracted).reverse())
    return [{ id, events: fitting.map(({ name }) => name), extracted }]
  })
}

describe('a compiled set of rules', () => {
  it('gives of every line what asking each rule for each part of each description gives', () => {
    let fits = 0
    fc.assert(
      fc.property(rules, fc.array(line, { minLength: 1, maxLength: 10 }), (all, lines) => {
        const set = compileRules(all)
        for (const each of lines) {
          const found = set.fits(each, DEFAULT_LAYOUT).map(({ rule, events, extracted }) => ({
            id: rule.id,
            events,
            extracted: extracted ?? {},
          }))
          expect(found).toEqual(naiveFits(all, each))
          fits += found.length
        }
      }),
      { numRuns: 1_000 },
    )
    expect(fits).toBeGreaterThan(1_000)
  })
})
