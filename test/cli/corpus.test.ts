import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { makeCorpus } from '../../bench/corpus.ts'
import { countIncidents, differences } from '../../bench/count.ts'
import { runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

describe('generated logs', () => {
  it.each([1, 2, 3, 4])('hold exactly the incidents that were planned (seed %i)', async seed => {
    const path = temporaryFolder()
    const truth = makeCorpus({ lines: 20_000, devices: 40, seed }, path('corpus.log'))
    const ran = await runSequor(['replay', path('corpus.log'), '--format', 'ndjson'])
    writeFileSync(path('found.ndjson'), ran.stdout)
    expect(differences(await countIncidents(path('found.ndjson')), truth.counts)).toEqual([])
  })

  it.each([
    ['generate.ts', ['wlc-site.log', 'wlc-site.expected.json']],
    ['generate-network.ts', ['network-site.log', 'network-site.expected.json']],
    [
      'generate-linux.ts',
      ['linux-hosts/web1.log', 'linux-hosts/db1.log', 'linux-hosts/app1.log', 'linux-hosts.expected.json'],
    ],
  ])('give the examples of %s anew, byte for byte', (program, written) => {
    const path = temporaryFolder()
    for (const part of ['examples', 'bench/corpus', 'package.json'])
      cpSync(`${ROOT}${part}`, path(part), { recursive: true })
    for (const name of written) writeFileSync(path(`examples/${name}`), '')
    execFileSync(process.execPath, [path(`examples/${program}`)])
    for (const name of written) {
      expect(readFileSync(path(`examples/${name}`), 'utf8') === readFileSync(`${ROOT}examples/${name}`, 'utf8')).toBe(
        true,
      )
    }
  })
})
