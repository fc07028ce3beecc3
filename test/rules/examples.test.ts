import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { seeded } from '../../bench/corpus/random.ts'
import * as linux from '../../examples/linux/healthy.ts'
import { written } from '../../examples/linux/written.ts'
import * as network from '../../examples/network/healthy.ts'
import { writer } from '../../examples/network/written.ts'
import { type Given, logOf } from '../../examples/told.ts'
import type { Incident } from '../../src/core/incident.ts'
import { recordsOf, runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url))

/** What all shipped rules say about a log: the last revision of each incident, in the order of opening. */
async function givenOf(path: string): Promise<readonly Given[]> {
  const ran = await runSequor(['replay', '--year', '2026', '--format', 'ndjson', path])
  expect(ran.code).toBe(0)
  expect(ran.stderr).not.toContain('no line has a code')
  const last = new Map(recordsOf<Incident>(ran).map(incident => [incident.id, incident]))
  return [...last.values()].map(({ rule, key, opened_at, severity, resolution }) => ({
    rule: rule.id,
    host: key['host']!,
    opened: opened_at.slice(0, 16).replace('T', ' '),
    severity,
    resolution,
  }))
}

describe('the example of each pack', () => {
  it.each([
    ['network-site.log', 'network-site.expected.json'],
    ['linux-hosts', 'linux-hosts.expected.json'],
  ])('%s gives what was told in it, and nothing else', async (log, expected) => {
    expect(await givenOf(`${EXAMPLES}${log}`)).toEqual(JSON.parse(readFileSync(`${EXAMPLES}${expected}`, 'utf8')))
  })

  it.each([1, 2, 3])('gives nothing in a healthy week of the network (seed %i)', async seed => {
    const random = seeded(seed)
    const path = temporaryFolder({ 'site.log': logOf(network.healthyWeek(random), writer(random)) })
    expect(await givenOf(path('site.log'))).toEqual([])
  })

  it.each([1, 2, 3])('gives nothing in a healthy week of the hosts (seed %i)', async seed => {
    const told = linux.healthyWeek(seeded(seed))
    const path = temporaryFolder()
    mkdirSync(path('hosts'))
    for (const host of linux.HOSTS)
      writeFileSync(
        path(`hosts/${host}.log`),
        logOf(
          told.filter(line => line.host === host),
          written,
        ),
      )
    expect(await givenOf(path('hosts'))).toEqual([])
  })
})
