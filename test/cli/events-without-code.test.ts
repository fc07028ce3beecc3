import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Incident } from '../../src/core/incident.ts'
import { recordsOf, runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const RULE = `id: gone
title: Something is gone
events:
  gone: { text: { contains: is gone }, not: { text: debug } }
pattern: { kind: single, event: gone }
outcomes:
  fired: { severity: warning, summary: "{text}", resolve: { quiet: 1s } }
suppress: 0s
`

const stamp = (second: number) =>
  `Jul  9 2026 13:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}.000`
const PLAIN = 'LINK-3-UPDOWN: Interface Gi1/0/1, changed state to up'

/** Plain lines, and among them each of these texts, half a minute apart. */
function logOf(texts: readonly string[]): string {
  const lines = texts.flatMap((text, index) => [
    ...Array.from({ length: 29 }, (_, i) => `${stamp(index * 30 + i)}: %${PLAIN}`),
    `${stamp(index * 30 + 29)}: ${text}`,
  ])
  return `${lines.join('\n')}\n`
}

describe('a rule without codes', () => {
  it('finds lines of any code, and lines without one, among lines that are passed without being looked at otherwise', async () => {
    const path = temporaryFolder()
    writeFileSync(path('rule.yaml'), RULE)
    const texts = [
      '%LINK-3-UPDOWN: port is gone',
      'NTP: peer is gone',
      '%SYS-5-X: debug: it is gone',
      '%SYS-5-X: it is here',
    ]
    const ran = await runSequor(['replay', '-', '--rules', path('rule.yaml'), '--host', 'sw1', '--format', 'ndjson'], {
      input: logOf(texts),
    })
    const opened = recordsOf<Incident>(ran).filter(({ revision }) => revision === 1)
    expect(opened.map(({ summary }) => summary)).toEqual(['port is gone', 'NTP: peer is gone'])
  })
})
