/**
 * Writes examples/network-site.log and examples/network-site.expected.json: a week of one network, and what the rules of `cisco-network`
 * must say about it. The same bytes on every machine; examples/README.md tells what is in it.
 *
 *   node examples/generate-network.ts
 */
import { writeFileSync } from 'node:fs'
import { seeded } from '../bench/corpus/random.ts'
import { healthyWeek } from './network/healthy.ts'
import { STORIES } from './network/stories.ts'
import { writer } from './network/written.ts'
import { givenBy, logOf, toldBy } from './told.ts'

const random = seeded(20_260_302)
const told = [...healthyWeek(random), ...toldBy(STORIES)]
writeFileSync(new URL('./network-site.log', import.meta.url), logOf(told, writer(random)))
const given = `${JSON.stringify(givenBy(STORIES), null, 2)}\n`
writeFileSync(new URL('./network-site.expected.json', import.meta.url), given)
