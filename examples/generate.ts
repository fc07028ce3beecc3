/**
 * Writes examples/wlc-site.log and examples/wlc-site.expected.json: a week of one site around the turn of the year, and what the
 * rules of licensing must say about it. The same bytes on every machine; examples/README.md tells what is in it.
 *
 *   node examples/generate.ts
 */
import { writeFileSync } from 'node:fs'
import { seeded } from '../bench/corpus/random.ts'
import { at, logOf, newSite } from './site/devices.ts'
import { EXPECTED } from './site/expected.ts'
import { sayNoise } from './site/noise.ts'
import { tellStory } from './site/story.ts'

const FROM_MS = at('2025-12-28 00:00:00.000')
const TO_MS = at('2026-01-04 00:00:00.000')
const SEED = 20_260_101

const site = newSite(seeded(SEED))
tellStory(site)
sayNoise(site, FROM_MS, TO_MS)
writeFileSync(new URL('./wlc-site.log', import.meta.url), logOf(site))
writeFileSync(new URL('./wlc-site.expected.json', import.meta.url), `${JSON.stringify(EXPECTED, null, 2)}\n`)
