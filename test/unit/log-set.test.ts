import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { streamSource } from '../../src/adapters/file/byte-source.ts'
import { FileTagger } from '../../src/app/file-tagger.ts'
import { LogSet } from '../../src/app/log-set.ts'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'
import { UTC } from '../../src/core/syslog/zones.ts'
import { serviceRules } from '../support/service/rules.ts'

const rules = serviceRules()
const HINTS = {
  zones: UTC,
  year: null,
  namedMs: null,
  withoutStampMs: 0,
  host: 'none',
  aliases: new Map<string, string>(),
}

function linesFrom(second: number): string {
  return Array.from({ length: 60 }, (_, index) => {
    const at = new Date(Date.UTC(2026, 6, 9) + (second + index) * 1000).toISOString()
    return `${at} sw1 %TEST-5-${'ABC'[index % 3]}: ${index}\n`
  }).join('')
}

const FILES = { 'x.log.1': linesFrom(0), 'x.log': linesFrom(60) }

/** A set of two files that is read in small pieces. */
function newSet(): LogSet {
  const files = Object.entries(FILES).map(([name, text]) => ({
    name,
    open: async () => streamSource(name, Readable.from([Buffer.from(text)]), 0),
  }))
  return new LogSet(files, 0, {
    taggerOf: (source, before) =>
      new FileTagger(source, { ...HINTS, rules, layout: DEFAULT_LAYOUT, partition: 0, chunkBytes: 500, before }),
    broken: (_name, _line, error) => {
      throw error
    },
  })
}

/** What a set tells from where it stands: its matches, and what it knows in the end. */
async function rest(set: LogSet) {
  const matches: unknown[] = []
  for (let span = await set.next(); span !== null; span = await set.next()) matches.push(...span.matches)
  return { matches, facts: set.facts, to: set.to, endMs: set.endMs }
}

it('goes on from any place as it would have, also if it is stopped again before it reads', async () => {
  const whole = await rest(newSet())
  expect(whole.matches.length).toBeGreaterThan(100)
  const set = newSet()
  let places = 0
  let before = 0
  for (let span = await set.next(); span !== null; span = await set.next()) {
    before += span.matches.length
    const { position } = set
    const resumed = newSet()
    resumed.resume(position)
    expect(resumed.position).toEqual(position)
    const again = newSet()
    again.resume(resumed.position)
    expect(await rest(again)).toEqual({ ...whole, matches: whole.matches.slice(before) })
    places++
  }
  expect(places).toBeGreaterThan(10)
  const ended = newSet()
  ended.resume(set.position)
  expect(await rest(ended)).toEqual({ ...whole, matches: [] })
})
