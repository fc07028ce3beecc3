import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache()
const { main } = await import('./cli/main.ts')
const own = process.argv.slice(2)
const example = fileURLToPath(new URL('../examples/wlc-site.log', import.meta.url))
await main(['replay', ...(own.length > 0 ? own : [example])])
