import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { INSTRUMENTS } from '../../src/app/metrics.ts'
import { prometheusName } from '../../src/app/metrics-text.ts'
import { promisesOf, TOPIC_KINDS, type TopicPlan, wantedTopics } from '../../src/app/topics.ts'
import { SETTINGS } from '../../src/config/settings.ts'
import { REPOSITORY, textOf } from '../support/repository.ts'

export const OPERATING_PAGE = 'docs/operating.md'

const PLAN: TopicPlan = {
  namespace: '{ns}',
  lines: [],
  shards: 1,
  incidents: { topicBy: 'none', partitions: 1 },
  rules: [],
  disorderMs: 0,
}

const HOLDS: Readonly<Record<string, string>> = {
  'matches-g1': 'what TAG found, in N shards',
  incidents: 'every revision of every incident',
  'incidents.state': 'the newest revision of each that is open',
  links: 'which ticket belongs to which incident',
  acks: 'what people have acknowledged or closed',
  control: 'the layout, generations and definitions',
  'dead-letters': 'records that could not be handled, with the reason',
}

const PARTITIONS: Readonly<Record<string, string>> = { 'matches-g1': 'N', control: '1' }

const CALLED: Readonly<Record<string, string>> = { compacted: 'incidents.state, links, acks' }

const OWN_KINDS = TOPIC_KINDS.filter(kind => kind !== 'lines')

const TABLES: Readonly<Record<string, () => readonly (readonly string[])[]>> = {
  topics: () => [
    ['topic', 'holds', 'partitions', 'made with'],
    ...wantedTopics(PLAN).map(({ name, kind }) => {
      const short = name.slice('{ns}.'.length)
      const settings = kind === 'lines' ? [] : promisesOf(kind, 3).map(({ setting, value }) => `${setting}=${value}`)
      return [`\`${name}\``, HOLDS[short]!, PARTITIONS[short] ?? 'M', settings.map(each => `\`${each}\``).join(' ')]
    }),
  ],
  promises: () => [['setting', 'of topics', 'otherwise', 'because'], ...promiseRows()],
  settings: () => [
    ['setting', 'default', 'says'],
    ...SETTINGS.map(({ name, defaultValue, description, example }) => [
      `\`${name}\``,
      defaultValue === undefined ? '—' : `\`${shown(defaultValue)}\``,
      defaultValue === undefined && example !== undefined
        ? `${description} For example \`${shown(example)}\`.`
        : description,
    ]),
  ],
  metrics: () => [
    ['metric', 'kind', 'attributes', 'says'],
    ...INSTRUMENTS.map(({ kind, attributes, description, ...names }) => [
      `\`${prometheusName({ kind, ...names })}\``,
      kind,
      attributes.map(each => `\`${each}\``).join(' '),
      description,
    ]),
  ],
}

/** What is asked of several kinds of topics for one reason, once. */
function promiseRows(): readonly (readonly string[])[] {
  const rows = new Map<string, { cells: readonly string[]; kinds: string[] }>()
  for (const kind of OWN_KINDS) {
    for (const { setting, value, severity, why } of promisesOf(kind, 3)) {
      const cells = [`\`${setting}=${value}\``, severity === 'refuse' ? 'refused' : 'warning', why]
      const row = rows.get(cells.join()) ?? { cells, kinds: [] }
      rows.set(cells.join(), { cells, kinds: [...row.kinds, kind.replace('_', '-')] })
    }
  }
  return [...rows.values()].map(({ cells: [setting, ...others], kinds }) => [
    setting!,
    kinds.length === OWN_KINDS.length ? 'all' : kinds.map(kind => CALLED[kind] ?? kind).join(', '),
    ...others,
  ])
}

function shown(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value)
}

/** The page with its tables as they are today. */
export function pageWithOperatingTables(page: string): string {
  return Object.entries(TABLES).reduce((text, [name, rows]) => {
    const [head, ...body] = rows()
    const lines = [head!, head!.map(() => '---'), ...body].map(cells => `| ${cells.join(' | ')} |`)
    const place = new RegExp(`(<!-- table: ${name} -->\n)[^]*?(<!-- end -->)`)
    return text.replace(place, (_, begin: string, end: string) => `${begin}\n${lines.join('\n')}\n\n${end}`)
  }, page)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(`${REPOSITORY}/${OPERATING_PAGE}`, pageWithOperatingTables(textOf(OPERATING_PAGE)))
}
