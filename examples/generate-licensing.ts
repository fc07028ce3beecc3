/**
 * Writes examples/licensing/logs: what controllers say of their licensing at boots, in outages and after them. The same bytes on
 * every machine; examples/README.md tells what the rules must say of each.
 *
 *   node examples/generate-licensing.ts
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { KEPT, licensingLog } from './licensing/stories.ts'

const FOLDER = new URL('./licensing/logs/', import.meta.url)

mkdirSync(FOLDER, { recursive: true })
for (const name of KEPT) writeFileSync(new URL(`${name}.log`, FOLDER), licensingLog(name, 1).text)
