import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { outgoingOf } from '../../src/app/outgoing.ts'
import type { OutgoingRecord } from '../../src/app/service-ports.ts'
import type { Incident } from '../../src/core/incident.ts'
import { REPOSITORY, textOf } from '../support/repository.ts'

export const INCIDENTS_PAGE = 'docs/incidents.md'

const TOPICS = { incidents: () => 'sequor.incidents', state: 'sequor.incidents.state' }

/** The records of a fixture as they are published: each revision, and what is open by then. */
export function publishedOf(fixture: string): readonly OutgoingRecord[] {
  const incidents = JSON.parse(textOf(`test/fixtures/incidents/${fixture}.json`)) as readonly Incident[]
  const outputs = incidents.map(incident => ({
    ...{ axis: 0, rule: incident.rule.id, name: incident.dedup_key, opensWith: incident.severity },
    incident,
  }))
  return outgoingOf(outputs, TOPICS, '/sequor/sequor')
}

/** The page with what stands between its marks written anew. */
export function pageWithRecords(page: string): string {
  return page
    .replace(/(<!-- headers: (\S+) -->\n\n```text\n)[\s\S]*?(```)/g, (_, head, fixture, end) => {
      const [first] = publishedOf(fixture)
      const lines = Object.entries(first!.headers).map(([name, value]) => `${name}: ${value}\n`)
      return `${head}${lines.join('')}${end}`
    })
    .replace(/(<!-- life: (\S+) -->\n\n(?:\|.*\n){2})(?:\|.*\n)*/g, (_, head, fixture) => head + rowsOf(fixture))
}

function rowsOf(fixture: string): string {
  const revisions = publishedOf(fixture).filter(({ topic }) => topic === 'sequor.incidents')
  return revisions
    .map(({ headers, value }) => {
      const { state, severity, updated_at, resolution, count } = JSON.parse(value!) as Incident
      const id = `…${headers['ce_id']!.slice(-4)}`
      const cells = [id, headers['ce_type'], state, severity, updated_at, resolution, count]
      return `| ${cells.map(cell => `\`${cell}\``).join(' | ')} |\n`
    })
    .join('')
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(`${REPOSITORY}/${INCIDENTS_PAGE}`, pageWithRecords(textOf(INCIDENTS_PAGE)))
