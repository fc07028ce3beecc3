import { readFileSync } from 'node:fs'
import type { SourceFile } from '../../src/document/source-file.ts'
import { noiseText } from './noise.ts'
import { oneOf, type Random, seeded, whole } from './random.ts'

const SHIPPED = new URL('../../rules/cisco-slup/', import.meta.url)
/** The rules whose incidents the corpus is made for. */
const FIRST = ['crypto-init.yaml', 'host-not-found.yaml', 'http-502.yaml']
/** So many lines of noise are read for their codes and texts. */
const SAMPLE = 20_000
/** Of so many rules one names a single object of the corpus, such as an address; the others what no device of it says. */
const ONE_OCCURS_IN = 10

const SUBJECTS = [
  'power supply',
  'line card',
  'fan tray',
  'stack member',
  'tunnel',
  'supervisor',
  'optic',
  'certificate',
  'session',
]
const TROUBLES = [
  'failed over to',
  'does not answer on',
  'was reset by',
  'exceeds its limit on',
  'is not supported in',
  'expired for',
]
const OTHERS = [
  'HARDWARE',
  'REDUNDANCY',
  'ISIS',
  'MPLS',
  'CRYPTO',
  'VPDN',
  'QOS',
  'NAT',
  'EIGRP',
  'PIM',
  'ERSPAN',
  'UDLD',
  'VTP',
  'IPSLA',
]

/**
 * Rules as a site may have them: three that come with sequor, and then made ones, each with two events of one code.
 *
 * Half of the codes stand in the corpus, several rules a code; the texts are told in the four ways of the language, with a
 * field taken from every third. The same for the same count, and a shorter list begins as a longer one does.
 */
export function manyRules(count: number): readonly SourceFile[] {
  const random = seeded(7)
  const samples = sampledTexts(random)
  const shipped = FIRST.map(name => ({ path: name, text: readFileSync(new URL(name, SHIPPED), 'utf8') }))
  const made = Array.from({ length: count - shipped.length }, (_, index) => madeRule(index, samples, random))
  return [...shipped, ...made]
}

/** Texts of the corpus by their code. */
function sampledTexts(random: Random): readonly (readonly [code: string, texts: readonly string[]])[] {
  const lines = Array.from({ length: SAMPLE }, () => /^%([A-Z0-9_]+-\d-\w+): (.*)/.exec(noiseText(random)))
  const byCode = Map.groupBy(
    lines.filter(line => line !== null),
    ([, code]) => code!,
  )
  return [...byCode].map(([code, found]) => [code, found.map(([, , text]) => text!)])
}

function madeRule(
  index: number,
  samples: readonly (readonly [code: string, texts: readonly string[]])[],
  random: Random,
): SourceFile {
  const [code, texts] = oneOf(random, samples)
  const isOther = index % 2 === 1
  const chosen = isOther ? `${oneOf(random, OTHERS)}-${whole(random, 1, 6)}-EVENT_${whole(random, 1, 20)}` : code
  const occurs = index % ONE_OCCURS_IN === 0
  const text = (number: number) => (occurs ? objectIn(texts, random) : null) ?? troubleOf(random, number)
  const event = (number: number) =>
    `{ code: ${chosen}, ${textPart(index + number, text(number))}${extractPart(index)} }`
  return {
    path: `made-${index}.yaml`,
    text: `id: made-${index}
title: Made rule ${index}
events:
  began: ${event(0)}
  ended: ${event(1)}
${patternOf(index)}
`,
  }
}

/** A word with a digit in it that stands in only one of the texts: an interface, an address, a session. Null where none does. */
function objectIn(texts: readonly string[], random: Random): string | null {
  const words = oneOf(random, texts)
    .replace(/["'\\]/g, ' ')
    .split(/[ ,;()[\]]+/)
  const rare = words.filter(word => /\d/.test(word) && texts.filter(text => text.includes(word)).length === 1)
  return rare.sort((a, b) => b.length - a.length)[0] ?? null
}

function troubleOf(random: Random, number: number): string {
  return `${oneOf(random, SUBJECTS)} ${whole(random, 1, 99)} ${oneOf(random, TROUBLES)} ${number === 0 ? 'slot' : 'port'} ${whole(random, 1, 48)}`
}

function textPart(way: number, text: string): string {
  const escaped = text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  switch (way % 4) {
    case 0:
      return `text: '${text}'`
    case 1:
      return `text: { any: ['${text}', '${text.toUpperCase()}'] }`
    case 2:
      return `text: { all: ['${text}'], none: [debug] }`
    default:
      return `text: { matches: '${escaped}( |,|$)' }`
  }
}

function extractPart(index: number): string {
  return index % 3 === 0 ? ", extract: 'port (?P<port>\\S+)'" : ''
}

function patternOf(index: number): string {
  const outcome = '{ severity: warning, summary: "{host}: {text}" }'
  switch (index % 3) {
    case 0:
      return `pattern: { kind: expectation, after: began, expect: ended, within: 1m }\noutcomes: { missed: ${outcome} }`
    case 1:
      return `pattern: { kind: repeat, event: began, count: 3, within: 10m }\noutcomes: { fired: { severity: warning, summary: "{host}", resolve: { on: ended } } }`
    default:
      return `pattern: { kind: single, event: began }\noutcomes: { fired: { severity: warning, summary: "{host}", resolve: { on: ended } } }`
  }
}
