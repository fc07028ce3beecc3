import type { Incident } from '../core/incident.ts'
import { incidentJson } from '../core/incident-json.ts'
import { isOfShadow } from '../core/kept-name.ts'
import type { Output } from '../core/world.ts'
import type { Routed } from './incident-topic.ts'
import type { OutgoingRecord } from './service-ports.ts'

export interface IncidentTopics {
  /** Of every revision: the topic of an incident. */
  readonly incidents: (routed: Routed) => string
  /** Compacted: of each key the newest revision while its incident is open. */
  readonly state: string
}

/** The records of what a shard found: each revision, and what is open by then. */
export function outgoingOf(outputs: readonly Output[], topics: IncidentTopics, source: string): OutgoingRecord[] {
  return outputs.flatMap(({ rule, opensWith, incident }) => {
    const value = incidentJson(incident)
    const isShadow = isOfShadow(rule)
    // Its incident has the id that it would have if the rule were live: source and id together name a revision for ever.
    const attributes = cloudEventHeaders(incident, isShadow ? `${source}/shadow` : source)
    const headers = { ...attributes, 'content-type': 'application/json' }
    const key = incident.dedup_key
    const state =
      incident.state === 'open'
        ? { topic: topics.state, key, value, headers }
        : { topic: topics.state, key, value: null, headers: attributes }
    return [
      { topic: topics.incidents({ rule, opensWith }), key, value, headers },
      // A `met` was never open, and a tombstone of it would hide an incident of the same key that is. So would a shadow's.
      ...(incident.outcome === 'met' || isShadow ? [] : [state]),
    ]
  })
}

/** A revision as a replay writes it: `ce_replay` says so, as its body does. What is open is the service's affair alone. */
export function replayedRecord(incident: Incident, topic: string, source: string): OutgoingRecord {
  const attributes = cloudEventHeaders(incident, incident.shadow ? `${source}/shadow` : source)
  const headers = { ...attributes, ce_replay: 'true', 'content-type': 'application/json' }
  return { topic, key: incident.dedup_key, value: incidentJson(incident), headers }
}

/** CloudEvents 1.0, Kafka binding in binary mode; `content-type` tells of data, and stands only where there is some. */
function cloudEventHeaders(incident: Incident, source: string): Readonly<Record<string, string>> {
  return {
    ce_specversion: '1.0',
    ce_id: `${incident.id}:${incident.revision}`,
    ce_source: source,
    ce_type: `sequor.incident.${incident.action}.v1`,
    ce_time: incident.updated_at,
    ce_subject: incident.dedup_key,
  }
}
