/**
 * Writes examples/linux-hosts/: the logs of three hosts over a week, each in another form, and what the rules of `linux` must say about
 * them. The same bytes on every machine; examples/README.md tells what is in them.
 *
 *   node examples/generate-linux.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { seeded } from '../bench/corpus/random.ts'
import { HOSTS, healthyWeek } from './linux/healthy.ts'
import { STORIES } from './linux/stories.ts'
import { written } from './linux/written.ts'
import { givenBy, logOf, toldBy } from './told.ts'

const folder = new URL('./linux-hosts/', import.meta.url)
mkdirSync(folder, { recursive: true })
const told = [...healthyWeek(seeded(20_260_302)), ...toldBy(STORIES)]
for (const host of HOSTS) {
  const own = told.filter(line => line.host === host)
  writeFileSync(new URL(`${host}.log`, folder), logOf(own, written))
}
writeFileSync(new URL('./linux-hosts.expected.json', import.meta.url), `${JSON.stringify(givenBy(STORIES), null, 2)}\n`)
