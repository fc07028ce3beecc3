import fc from 'fast-check'
import { RE2JS } from 're2js'
import type { Event } from '../../src/core/event.ts'
import type { EventAlternative, LineDescription, TextCondition } from '../../src/core/rule.ts'
import { event } from '../unit/syslog/parse.ts'

const CODES = ['A-1-X', 'A-3-X', 'A-3-XY', 'B-5-DOWN', 'B-5-UP', 'SAEVT_A'] as const
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
export const fieldCondition = fc.oneof(
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
/** A way of being an event, of codes and words that the lines have too. */
export const alternative: fc.Arbitrary<EventAlternative> = fc
  .tuple(
    description,
    fc.array(description, { maxLength: 2 }),
    fc.array(fc.constantFrom(...EXTRACTS), { maxLength: 2 }),
    fc.option(fc.dictionary(fc.constantFrom('port', 'number'), fc.constantFrom('17', 'up'), { minKeys: 1 })),
  )
  .map(([parts, not, extract, set]) => ({
    ...parts,
    ...(not.length === 0 ? {} : { not }),
    ...(extract.length === 0 ? {} : { extract }),
    ...(set === null ? {} : { set }),
  }))
export const line: fc.Arbitrary<Event> = fc
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

/** What a condition says of a text, part by part, without any way to be quick about it. */
export function holds(condition: TextCondition, text: string): boolean {
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

export type Fields = Readonly<Record<string, string>>

/** What a description says of a line, part by part. */
export function describes(
  { codes, text, fields, severities }: LineDescription,
  one: Event,
  extracted: Fields,
): boolean {
  const isCode = (glob: string) => one.code !== null && new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(one.code)
  const values: Fields = { ...Object.fromEntries(one.fields), ...extracted, host: one.host!, process: one.process! }
  return (
    (codes.length === 0 || codes.some(isCode)) &&
    (text === null || holds(text, one.text)) &&
    (severities === undefined || severities.includes(one.severity!)) &&
    Object.entries(fields).every(([name, each]) => values[name] != null && holds(each, values[name]))
  )
}

/** What expressions take from a text, one by one. */
function extractedBy(expressions: readonly string[], text: string): Fields {
  const found: Record<string, string> = {}
  for (const expression of expressions) {
    const matcher = RE2JS.compile(expression).matcher(text)
    if (!matcher.find()) continue
    for (const name of Object.keys(RE2JS.compile(expression).namedGroups())) found[name] ??= matcher.group(name)!
  }
  return found
}

/** The fields that a line has as this event: what is found in its text stands before what the rule sets. */
export function givenTo({ extract = [], set = {} }: EventAlternative, text: string): Fields {
  return { ...set, ...extractedBy(extract, text) }
}

/** Whether a line is an event in this way. */
export function isEvent(each: EventAlternative, one: Event): boolean {
  const extracted = givenTo(each, one.text)
  return describes(each, one, extracted) && !(each.not ?? []).some(not => describes(not, one, extracted))
}
