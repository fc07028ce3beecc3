import type { Origin } from './event.ts'
import type { Incident, IncidentEvent } from './incident.ts'

/** What every incident of a rule says anew, as JSON without the braces; by the array of its causes, which is the rule's own. */
const ruleTexts = new WeakMap<readonly string[], string>()

function ruleTextOf({ causes, actions, references, labels }: Incident): string {
  const known = ruleTexts.get(causes)
  if (known !== undefined) return known
  const text = JSON.stringify({ causes, actions, references, labels }).slice(1, -1)
  ruleTexts.set(causes, text)
  return text
}

/** An incident as JSON, to the letter as JSON.stringify writes it, in a fraction of the time. */
export function incidentJson(incident: Incident): string {
  const { id, revision, action, state, severity, rule, outcome, resolved_at, resolution, members } = incident
  return `{"id":"${id}","revision":${revision},"action":"${action}","state":"${state}","severity":"${severity}","rule":${JSON.stringify(rule)},"outcome":"${outcome}","summary":${textJson(incident.summary)},"key":${JSON.stringify(incident.key)},"dedup_key":"${incident.dedup_key}","opened_at":"${incident.opened_at}","updated_at":"${incident.updated_at}","resolved_at":${quoted(resolved_at)},"resolution":${quoted(resolution)},"elapsed_ms":${incident.elapsed_ms},"count":${incident.count}${members === undefined ? '' : `,"members":${JSON.stringify(members)}`},"events":[${eventsJson(incident.events)}],"events_omitted":${incident.events_omitted},${ruleTextOf(incident)},"replay":${incident.replay}${incident.shadow ? ',"shadow":true' : ''}}`
}

/** Of a text that holds nothing to escape. */
function quoted(text: string | null): string {
  return text === null ? 'null' : `"${text}"`
}

/** ASCII without quotes, backslashes and control characters: most text of most logs. */
const NOTHING_TO_ESCAPE = /^[ !#-[\]-~]*$/

function textJson(text: string | null): string {
  return text !== null && NOTHING_TO_ESCAPE.test(text) ? `"${text}"` : JSON.stringify(text)
}

function eventsJson(events: readonly IncidentEvent[]): string {
  let json = ''
  for (const { time, clock, host, code, text, origin, fields } of events) {
    const separator = json === '' ? '' : ','
    json += `${separator}{"time":"${time}","clock":"${clock}","host":${textJson(host)},"code":${textJson(code)},"text":${textJson(text)},"origin":${originJson(origin)}${fields === undefined ? '' : `,"fields":${JSON.stringify(fields)}`}}`
  }
  return json
}

function originJson({ topic, partition, offset, line }: Origin): string {
  const place = `{"topic":${textJson(topic)},"partition":${partition},"offset":"${offset}"`
  return line === undefined ? `${place}}` : `${place},"line":${line}}`
}
