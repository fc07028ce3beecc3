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

  it('give the bundled example anew, byte for byte', () => {
    const path = temporaryFolder()
    for (const part of ['examples', 'bench/corpus', 'package.json'])
      cpSync(`${ROOT}${part}`, path(part), { recursive: true })
    writeFileSync(path('examples/wlc-site.log'), '')
    execFileSync(process.execPath, [path('examples/generate.ts')])
    for (const name of ['wlc-site.log', 'wlc-site.expected.json']) {
      expect(readFileSync(path(`examples/${name}`), 'utf8') === readFileSync(`${ROOT}examples/${name}`, 'utf8')).toBe(
        true,
      )
    }
  })
})
