// What `npm start` runs: a replay of the logs that are named, or of the example. JavaScript for the reason that sequor.js gives.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache()
const { main } = await import('./cli/main.ts')
const named = process.argv.slice(2)
const example = fileURLToPath(new URL('../examples/wlc-site.log', import.meta.url))
await main(['replay', ...(named.length > 0 ? named : [example])])
