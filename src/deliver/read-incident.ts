import type { Incident } from '../core/incident.ts'
import { SEVERITIES } from '../core/rule.ts'

const isText = (value: unknown) => typeof value === 'string'
const areTexts = (value: unknown) => Array.isArray(value) && value.every(isText)
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** What a bridge takes of a record, and how it must look. Words that v1 does not know yet pass where no decision hangs on them. */
const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: value => isText(value) && /^[0-9a-f]{32}$/.test(value as string),
  revision: value => isCount(value) && value !== 0,
  action: isText,
  state: value => value === 'open' || value === 'resolved',
  severity: value => SEVERITIES.includes(value as never),
  rule: value => isObject(value) && isText(value['id']) && isText(value['title']),
  outcome: isText,
  summary: isText,
  dedup_key: value => isText(value) && /^[\x21-\x7e]{1,200}$/.test(value as string),
  opened_at: isText,
  updated_at: isText,
  count: isCount,
  events: value => Array.isArray(value) && value.every(event => isObject(event) && isText(event['text'])),
  events_omitted: isCount,
  causes: areTexts,
  actions: areTexts,
  references: value => Array.isArray(value) && value.every(one => isObject(one) && isText(one['url'])),
  replay: value => typeof value === 'boolean',
}

/** The incident of a record's value, or what is wrong with it. */
export function readIncident(json: string): Incident | { readonly fault: string } {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return { fault: 'the value is not JSON' }
  }
  if (!isObject(value)) return { fault: 'the value is no object' }
  const wrong = Object.keys(FIELDS).find(name => !FIELDS[name]!(value[name]))
  return wrong === undefined ? (value as unknown as Incident) : { fault: `\`${wrong}\` is not what v1 says` }
}
