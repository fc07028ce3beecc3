import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SHIPPED_RULES } from '../../src/cli/load-rules.ts'
import { DEFAULT_LAYOUT } from '../../src/core/match.ts'
import { compileRules } from '../../src/core/rule-set.ts'
import { loadRules } from '../../src/rules/load.ts'
import { textOf } from '../support/repository.ts'
import { parse } from '../unit/syslog/parse.ts'

const PREFIX = 'cisco-slup-'
const page = textOf('rules/cisco-slup/README.md')
const there = globSync(`${SHIPPED_RULES}/cisco-slup/*.yaml`).map(file => basename(file, '.yaml'))
const { rules } = loadRules(there.map(name => ({ path: name, text: textOf(`rules/cisco-slup/${name}.yaml`) })))
const set = compileRules(rules.map(({ rule }) => rule))

const failed = (detail: string) =>
  `Jul  9 2026 13:00:00.000: %SMART_LIC-3-COMM_FAILED: Communications failure with the Cisco Smart License Utility (CSLU) : ${detail}`
const event = (text: string) => `2026-07-09 13:00:00.000 UTC ${text}`

/** A line of each signature that has rules. */
const SAMPLES: Readonly<Record<string, string>> = {
  F1: failed('No detailed information given'),
  F2: failed('HTTP Server Error 502: Bad Gateway'),
  F3: failed('HTTP Server Error 404: Not Found'),
  F4: event('SAEVT_INIT_CRYPTO success="False" error="Crypto Initialization has not been completed"'),
  F5: event('SAEVT_UTILITY_RUM_FAIL error="[HOST_NOT_FOUND] Device Host is not found"'),
  F6: event('SAEVT_COMM_FAIL error="Unable to resolve server hostname/domain name"'),
  F8: '<smartLicenseTrust><trustCode><status><success>>false</success><code>OLD_TRUST_ID</code>',
  F9: '{"status": "FAILED", "message_code": "ERROR Consuming licenses", "message": ""}',
  F11: '{"status": "COMPLETE", "license_data": [{"status": "OK_POLL", "poll_interval": 86739}]}',
  F12: event('SAEVT_PLATFORM eventSource="INFRA_SL" eventName="INFRA_SL_EVLOG_ERM_RESET"'),
  F14: 'Jul  9 2026 13:00:00.000: Server identity check with host: 192.0.2.37',
}

/** Signature → the rules that the page names for it; none where it says why. */
const named = new Map(
  [...page.matchAll(/^\| (F\d+) [^|]+ \| ([^|]+) \| [^|]+ \|$/gm)].map(([, signature, cell]) => [
    signature!,
    [...cell!.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name!),
  ]),
)

describe('the map of the licensing pack', () => {
  it('has each failure signature, in order', () => {
    expect([...named.keys()]).toEqual(Array.from({ length: 14 }, (_, index) => `F${index + 1}`))
  })

  it('names rules for the signatures that have lines, and no others', () => {
    const withRules = [...named].filter(([, names]) => names.length > 0).map(([signature]) => signature)
    expect(withRules).toEqual(Object.keys(SAMPLES))
  })

  it.each(Object.entries(SAMPLES))('names for %s rules that take its line', (signature, line) => {
    const fits = set.fits(parse(line, { host: 'wlc1' }), DEFAULT_LAYOUT).map(({ rule }) => rule.id)
    expect(fits).toEqual(expect.arrayContaining(named.get(signature)!.map(name => `${PREFIX}${name}`)))
  })

  it('names only rules that there are, and each of them as its file', () => {
    const names = [...page.matchAll(/`([a-z]+(?:-[a-z0-9]+)+)`/g)].map(([, name]) => name!)
    expect(names.filter(name => !there.includes(name))).toEqual([])
    expect(rules.map(({ rule }) => rule.id).sort()).toEqual(there.map(name => `${PREFIX}${name}`).sort())
  })

  it('has a row for each rule, and none for another', () => {
    const rows = [...page.matchAll(/^\| \[([a-z0-9-]+)\]\(\1\.yaml\) \|/gm)].map(([, name]) => name!)
    expect(rows.sort()).toEqual(there.sort())
  })

  it('is right that one rule alone is critical', () => {
    const critical = rules.filter(({ rule }) => JSON.stringify(rule.outcomes).includes('"critical"'))
    expect(critical.map(({ rule }) => rule.id)).toEqual([`${PREFIX}reports-overflow`])
  })
})
