import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { html } from '../../src/cli/html-text.ts'
import { runSequor } from '../support/run-sequor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const EXAMPLE = fileURLToPath(new URL('../../examples/wlc-site.log', import.meta.url))

/** All that a page of ours is made of. */
const ELEMENTS = new Set(
  'html head meta title style body h1 h2 p table tr th td svg rect details summary span b code ul li'.split(' '),
)
const ATTRIBUTES = new Set(
  'lang charset http-equiv content name class viewBox preserveAspectRatio role x y width height'.split(' '),
)

/** The elements and attributes of a page, and what its text says. */
function read(page: string) {
  const tags = [...page.matchAll(/<\/?([A-Za-z][^\s>]*)((?:\s+[^\s=>]+="[^"]*")*)\s*>/g)]
  const attributes = tags.flatMap(([, , all]) => [...all!.matchAll(/\s([^\s=]+)="/g)].map(([, name]) => name!))
  const text = page.replace(/<[^>]*>/g, '').replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITY[name]!)
  return { elements: new Set(tags.map(([, name]) => name!)), attributes: new Set(attributes), text, tags }
}
const ENTITY: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

async function reportOf(log: string, rules: readonly string[] = []) {
  const path = temporaryFolder()
  const ran = await runSequor(['replay', log, ...rules, '--report', path('report.html'), '--format', 'ndjson'])
  expect(ran.code).toBe(0)
  return readFileSync(path('report.html'), 'utf8')
}

describe('replay --report', () => {
  it('shows incidents, their lines, places and what was read', async () => {
    const page = await reportOf(EXAMPLE)
    const { text } = read(page)
    expect(text).toContain('17 incidents')
    expect(text).toContain('sw-1: no licence server for 10.001s after a 502')
    expect(text).toMatch(/SMART_LIC-3-COMM_FAILED: Communications failure .*wlc-site\.log:152/)
    expect(page.match(/<details>/g)).toHaveLength(17)
    expect(page.match(/<rect /g)).toHaveLength(17)
    expect(text).toContain('still open')
    expect(text).toMatch(/wlc-site\.log\s*2104\s*175/)
  })

  it('is one page without scripts or anything from outside, with colours for light and dark', async () => {
    const page = await reportOf(EXAMPLE)
    const { elements, attributes } = read(page)
    expect([...elements].filter(name => !ELEMENTS.has(name))).toEqual([])
    expect([...attributes].filter(name => !ATTRIBUTES.has(name))).toEqual([])
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(page).toContain('color-scheme: light dark')
    expect(page).toContain('@media (prefers-color-scheme: dark)')
    expect(page).not.toMatch(/url\(|@import|src=|href=/)
    const names = [...page.matchAll(/--(\w+):/g)].map(([, name]) => name)
    // Each colour stands there twice: once for each scheme.
    for (const name of new Set(names)) expect(names.filter(one => one === name)).toHaveLength(2)
  })

  it('shows hostile text of a log as text', async () => {
    const hostile = `<script>alert(1)</script> " onload='x' &lt; </td></table> <img src=x onerror=alert(1)> \u202e\u0007`
    const path = temporaryFolder({
      'x.log': `2026-07-09T13:00:00Z <b>h TEST: x\n2026-07-09T13:00:01Z wlc1 %TEST-3-A: ${hostile}\n`,
      'rule.yaml': `
id: hostile
title: Hostile
events: { a: { code: TEST-3-A } }
pattern: { kind: single, event: a }
outcomes: { fired: { severity: error, summary: "{text}" } }
`,
    })
    const page = await reportOf(path('x.log'), ['--rules', path('rule.yaml')])
    const { elements, attributes, text } = read(page)
    expect([...elements].filter(name => !ELEMENTS.has(name))).toEqual([])
    expect([...attributes].filter(name => !ATTRIBUTES.has(name))).toEqual([])
    expect(text).toContain(
      `<script>alert(1)</script> " onload='x' &lt; </td></table> <img src=x onerror=alert(1)> \\u{202e}\\u{7}`,
    )
    expect(page.match(/<details>/g)).toHaveLength(1)
  })

  it('is a sound page where nothing was found', async () => {
    const path = temporaryFolder({ 'x.log': 'nothing\n' })
    expect(read(await reportOf(path('x.log'))).text).toContain('0 incidents')
  })

  it('goes without --checkpoint, and says where it cannot be written', async () => {
    const both = await runSequor(['replay', EXAMPLE, '--report', 'r', '--checkpoint', 'c', '--output', 'o'])
    expect(both.stderr).toContain('--report goes without --checkpoint')
    expect(both.code).toBe(3)
    const path = temporaryFolder()
    const nowhere = await runSequor(['replay', EXAMPLE, '--report', path('none/r.html')])
    expect(nowhere.stderr).toMatch(/r\.html: no such file or folder/)
    expect(nowhere.code).toBe(4)
  })
})

it('escapes what is put into a template, in text and attributes, but not what a template made', () => {
  expect(html`<p class="${'"><'}">${'a & b'}${html`<b>${1}</b>`}${[html`x`, html`y`]}</p>`.markup).toBe(
    '<p class="&quot;&gt;&lt;">a &amp; b<b>1</b>xy</p>',
  )
})
