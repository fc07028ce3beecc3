import { Readable, Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.ts'
import { terminalOf } from '../../src/cli/terminal.ts'
import { textOf } from '../support/repository.ts'

/** What `sequor schema NAME` prints. */
async function printedSchema(name: string): Promise<string> {
  const printed: string[] = []
  const stdout = new Writable({
    write: (chunk, _, done) => {
      printed.push(String(chunk))
      done()
    },
  })
  const terminal = terminalOf({ stdin: Readable.from([]), stdout, stderr: process.stderr, env: {} })
  const command = await COMMANDS['schema']!.load()
  expect(await command.run([name], { terminal, startedMs: 0, environment: {} })).toBe(0)
  return printed.join('')
}

describe('the schemas of docs', () => {
  it.each(['rule', 'incident', 'config'])('hold what `sequor schema %s` prints today, in its order', async name => {
    const kept: unknown = JSON.parse(textOf(`docs/${name}.schema.json`))
    // Compared as one line: the formatter of the repository breaks lines otherwise than the command.
    expect(JSON.stringify(kept)).toBe(JSON.stringify(JSON.parse(await printedSchema(name))))
  })
})
