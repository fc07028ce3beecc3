import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { serviceLog } from '../../src/cli/log.ts'
import type { Terminal } from '../../src/cli/terminal.ts'

const AT = new Date(0)
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/

function logged(format: 'json' | 'text', message: string, details: Readonly<Record<string, unknown>>): string {
  const lines: string[] = []
  const terminal = { note: (line: string) => lines.push(line) } as unknown as Terminal
  serviceLog({ level: 'info', format }, terminal, () => AT)('warn', message, details)
  expect(lines).toHaveLength(1)
  return lines[0]!
}

const FORGED = 'x\r\n{"level":"error"}\u001b[2J\u009b31m\u202etxet\u2028'

describe('the log of the service', () => {
  it.each(['json', 'text'] as const)('is one harmless line as %s, whatever is told', format => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (message, detail) => {
        expect(logged(format, message, { detail })).not.toMatch(UNSAFE)
      }),
    )
    expect(logged(format, FORGED, { detail: FORGED })).not.toMatch(UNSAFE)
  })

  it('is JSON that holds what was told', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), detail => {
        expect(JSON.parse(logged('json', FORGED, { detail }))).toMatchObject({ message: FORGED, detail })
      }),
    )
  })
})
