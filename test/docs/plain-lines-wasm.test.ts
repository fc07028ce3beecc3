import { expect, it } from 'vitest'
import { plainLinesModule } from '../support/build-wasm.ts'
import { textOf } from '../support/repository.ts'

it('the block scanner in WebAssembly is the one of its sources: `npm run build:wasm` makes it', async () => {
  expect(textOf('src/core/syslog/wasm/plain-lines-wasm.ts')).toBe(await plainLinesModule())
})
