import type { Incident } from './incident.ts'

/** The texts of a rule that every one of its incidents carries, as JSON without the braces; by the array of its causes. */
const texts = new WeakMap<readonly string[], string>()

/** An incident as JSON, exactly as JSON.stringify writes it. What its rule says anew in each record is written once only. */
export function incidentJson(incident: Incident): string {
  const { causes, actions, references, labels, replay, ...own } = incident
  let ruleTexts = texts.get(causes)
  if (ruleTexts === undefined) {
    ruleTexts = JSON.stringify({ causes, actions, references, labels }).slice(1, -1)
    texts.set(causes, ruleTexts)
  }
  return `${JSON.stringify(own).slice(0, -1)},${ruleTexts},"replay":${replay}}`
}
