import type { MetricsFormat } from '../../src/app/metrics-text.ts'

export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Family {
  readonly type: string
  readonly help: string
  readonly unit: string
  readonly samples: Sample[]
}

const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["n\\])*)"(?:,(?!$)|$)/y
const NUMBER = /^[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/

/**
 * Reads metrics, and throws at whatever the two formats do not allow or promise to be: families whose lines stand apart, samples
 * without a type, names twice, labels twice, series twice, counters by another name, units that are not in the name, no end.
 */
export function parseMetrics(text: string, format: MetricsFormat): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const lines = text.slice(0, -1).split('\n')
  if (format === 'openmetrics' && lines.pop() !== '# EOF') throw new Error('no EOF at the end')
  const families = new Map<string, { type: string; help: string; unit: string; samples: Sample[] }>()
  let newest = ''
  for (const line of lines) {
    const head = /^# (HELP|TYPE|UNIT) (\S+) (.+)$/.exec(line)
    const [, sample] = head === null ? (SAMPLE.exec(line) ?? fail(line, 'neither a head nor a sample')) : []
    if (head !== null) {
      const [, what, name, value] = head as unknown as [string, 'HELP' | 'TYPE' | 'UNIT', string, string]
      if (name !== newest && families.has(name)) fail(line, 'a family that stands apart')
      newest = name
      const family = families.get(name) ?? { type: '', help: '', unit: '', samples: [] }
      families.set(name, family)
      const field = what.toLowerCase() as 'help' | 'type' | 'unit'
      if (family[field] !== '' || family.samples.length > 0) fail(line, 'twice, or behind a sample')
      family[field] = value
      if (what === 'UNIT' && (format === 'prometheus' || !name.endsWith(`_${value}`))) fail(line, 'not in the name')
      if (what === 'TYPE' && !['counter', 'gauge'].includes(value)) fail(line, 'no such type')
      if (format === 'openmetrics' && name.endsWith('_total')) fail(line, 'a family without _total')
    } else {
      const family = families.get(newest) ?? fail(line, 'no family')
      const isSuffixed = family.type === 'counter' && format === 'openmetrics'
      if (sample !== (isSuffixed ? `${newest}_total` : newest)) fail(line, `not of the family ${newest}`)
      if (family.type === 'counter' && !sample.endsWith('_total')) fail(line, 'a counter without _total')
      const read = sampleOf(line)
      const isSame = (other: Sample) => JSON.stringify(other.labels) === JSON.stringify(read.labels)
      if (family.samples.some(isSame)) fail(line, 'the same series twice')
      family.samples.push(read)
    }
  }
  for (const [name, { type, help }] of families) if (type === '' || help === '') fail(name, 'without type or help')
  return families
}

function sampleOf(line: string): Sample {
  const [, name, inner = '', value] = SAMPLE.exec(line)!
  if (!NUMBER.test(value!)) fail(line, 'no number')
  const labels = new Map<string, string>()
  LABEL.lastIndex = 0
  while (LABEL.lastIndex < inner.length) {
    const [, label, text] = LABEL.exec(inner) ?? fail(line, 'no label')
    if (labels.has(label!)) fail(line, 'a label twice')
    labels.set(
      label!,
      text!.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one)),
    )
  }
  return { name: name!, labels: Object.fromEntries(labels), value: Number(value) }
}

function fail(line: string, why: string): never {
  throw new Error(`${why}: ${line}`)
}
