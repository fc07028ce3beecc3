import { openFile } from '../src/adapters/file/byte-source.ts'
import { mergingSink } from '../src/adapters/memory/incident-sink.ts'
import { memoryMatchLog } from '../src/adapters/memory/match-log.ts'
import { memoryShardStore } from '../src/adapters/memory/shard-store.ts'
import { FileTagger } from '../src/app/file-tagger.ts'
import { LogSet } from '../src/app/log-set.ts'
import { replay } from '../src/app/replay.ts'
import { hash128 } from '../src/core/hash.ts'
import type { Incident } from '../src/core/incident.ts'
import { DEFAULT_LAYOUT } from '../src/core/match.ts'
import type { RuleSet } from '../src/core/rule-set.ts'
import { UTC } from '../src/core/syslog/zones.ts'

/** What a replay took and gave. */
export interface Ran {
  readonly nsALine: number
  readonly matches: number
  readonly incidents: number
  /** Hash of the incidents of the rules that are compared. */
  readonly common: string
}

/** Reads, tags and folds a file in this process, by the same replay as the product; `common` names the rules whose incidents are compared. */
export async function replayed(rules: RuleSet, path: string, common: ReadonlySet<string>): Promise<Ran> {
  const source = await openFile(path)
  const hints = {
    zones: UTC,
    year: null,
    namedMs: null,
    withoutStampMs: 0,
    host: 'none',
    aliases: new Map<string, string>(),
  }
  const file = new FileTagger(source, { ...hints, rules, layout: DEFAULT_LAYOUT, partition: 0 })
  const broken = (_name: string, _line: number, error: unknown) => {
    throw error
  }
  const log = new LogSet([{ name: path, open: async () => source }], 0, { taggerOf: () => file, broken })
  const ports = { log: memoryMatchLog(1), store: memoryShardStore(), sink: mergingSink() }
  const found: Incident[] = []
  let incidents = 0
  const began = process.cpuUsage()
  await replay(ports, {
    files: [log],
    rules,
    layout: DEFAULT_LAYOUT,
    untilMs: null,
    observe: null,
    emit: outputs => {
      incidents += outputs.length
      for (const { incident } of outputs) if (common.has(incident.rule.id)) found.push(incident)
    },
    broken: (_, error) => {
      throw error
    },
  })
  const { user, system } = process.cpuUsage(began)
  const { linesRead } = file.reader
  const nsALine = ((user + system) * 1000) / linesRead
  return { nsALine, matches: file.counters.matches, incidents, common: hash128(JSON.stringify(found)) }
}
