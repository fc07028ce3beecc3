import { expect, it } from 'vitest'
import type { Incident } from '../../src/core/incident.ts'
import type { Rule } from '../../src/core/rule.ts'
import { randomLog } from '../support/random-log.ts'
import { runLog } from '../support/run-log.ts'

function inTheShadow(rule: Rule): Rule {
  return { ...rule, shadow: true, hash: `shadow of ${rule.hash}` }
}

/** Without what tells a would-be incident from an incident. */
function asLive({ shadow: _, rule, ...incident }: Incident) {
  return { ...incident, rule: { ...rule, hash: rule.hash.replace('shadow of ', '') } }
}

it('a shadow rule finds what it would find live, with the same ids, and a live one beside it what it finds alone', () => {
  let found = 0
  for (let seed = 1; seed <= 200; seed++) {
    const log = randomLog(seed, 'any')
    const alone = runLog(log).map(({ incident }) => incident)
    const both = runLog({
      ...log,
      rules: log.rules.flatMap(rule => [rule, inTheShadow(rule)]),
      lines: log.lines.flatMap(line => [line, { ...line, rule: inTheShadow(line.rule) }]),
    }).map(({ incident }) => incident)
    expect(
      both.filter(({ shadow }) => !shadow),
      `seed ${seed}`,
    ).toEqual(alone)
    expect(both.filter(({ shadow }) => shadow).map(asLive), `seed ${seed}`).toEqual(alone.map(asLive))
    found += alone.length
  }
  expect(found).toBeGreaterThan(1_000)
})
