import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  DEAD_LETTER_REASONS,
  type DeadLetter,
  type DeadLetterReason,
  deadLetterRecord,
} from '../../src/app/dead-letter.ts'
import { DELIVER_INSTRUMENTS } from '../../src/app/deliver-metrics.ts'
import { type Instrument, PROCESS_INSTRUMENTS } from '../../src/app/instrument.ts'
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
  'shadow-incidents': 'what shadow rules find, every revision',
  'incidents.state': 'the newest revision of each that is open',
  links: 'which ticket belongs to which incident',
  acks: 'what people have acknowledged or closed',
  control: 'the layout, generations and definitions',
  'dead-letters': 'records that could not be handled, with the reason',
}

const PARTITIONS: Readonly<Record<string, string>> = { 'matches-g1': 'N', control: '1' }

const CALLED: Readonly<Record<string, string>> = { compacted: 'incidents.state, links, acks' }

const REASONS: Readonly<Record<DeadLetterReason, readonly [happened: string, next: string]>> = {
  checksum_mismatch: [
    'a batch of records is not what the producer sent',
    'look at the disk and the memory of the broker that leads the partition; another replica may have the batch whole',
  ],
  unknown_codec: ['a batch is packed by a codec that Kafka does not know', 'as above, or look at who produced it'],
  too_large_when_decompressed: [
    'a batch unpacks to more than `limits.unpacked`',
    'look at who sends such batches; raise the limit if they are meant',
  ],
  undecodable_batch: ['a batch has the right checksum and cannot be read', 'look at who produced it'],
  record_too_large: [
    'a value is longer than `limits.record`, or the matches of one record do not fit a record of the matches topic',
    'send fewer messages in a record, or raise the limit',
  ],
  tag_failed: [
    'sequor itself failed on a record',
    'report it, with `sequor.error` and the value: it is a fault of ours',
  ],
  not_an_incident: ['a record of an incident topic is no incident of v1', 'find who else writes to the topic'],
  ticket_refused: [
    'the ticketing system refuses the ticket of this revision, and answers otherwise',
    'read `sequor.error`; make or mend that ticket by hand',
  ],
  ticket_failed: [
    'the ticketing system failed on this revision `deliver.tries` times, and answered otherwise each time',
    'as above, and look at the log of that system',
  ],
}

const HEADERS: Readonly<Record<string, string>> = {
  'sequor.topic': 'the topic of lines where it stood',
  'sequor.partition': 'its partition',
  'sequor.offset': 'its offset; of a batch, the first',
  'sequor.offset.to': 'only of a batch: the offset behind its last record',
  'sequor.timestamp': 'its time, ms since 1970; of a batch what its header says, which may be as wrong as the rest',
  'sequor.reason': 'one of the above',
  'sequor.error': 'the same in words',
  'sequor.key': 'the key, if it had one',
  'sequor.bytes': 'how long the original was',
}

const NOTHING = new Uint8Array(0)
const LETTER: DeadLetter = {
  ...{ topic: '', partition: 0, offset: 0, to: 1, timestampMs: 0, reason: 'tag_failed', error: '' },
  ...{ key: NOTHING, value: NOTHING, bytes: 0 },
}

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
  reasons: () => [
    ['reason', 'what happened', 'what to do'],
    ...DEAD_LETTER_REASONS.map(reason => [`\`${reason}\``, ...REASONS[reason]]),
  ],
  headers: () => [
    ['header', 'says'],
    ...Object.keys(deadLetterRecord(LETTER).headers).map(name => [`\`${name}\``, HEADERS[name]!]),
  ],
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
  metrics: () => metricRows(INSTRUMENTS),
  'metrics of deliver': () => metricRows(DELIVER_INSTRUMENTS.slice(0, -PROCESS_INSTRUMENTS.length)),
}

function metricRows(instruments: readonly Instrument<never>[]): readonly (readonly string[])[] {
  return [
    ['metric', 'kind', 'attributes', 'says'],
    ...instruments.map(({ kind, attributes, description, ...names }) => [
      `\`${prometheusName({ kind, ...names })}\``,
      kind,
      attributes.map(each => `\`${each}\``).join(' '),
      description,
    ]),
  ]
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
