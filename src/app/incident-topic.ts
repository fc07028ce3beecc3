import { SEVERITIES, type Severity } from '../core/rule.ts'

export const ROUTINGS = ['none', 'rule', 'severity'] as const

/** Whether incidents have one topic, one a rule, or one a severity. */
export interface Routing {
  readonly topicBy: (typeof ROUTINGS)[number]
}

/** What an incident is routed by. */
export interface Routed {
  readonly rule: string
  /**
   * The severity with which its outcome opens, not the one to which it has escalated: else the revisions of one incident
   * would stand in several topics, in no order.
   */
  readonly opensWith: Severity
}

/** The topic of an incident: `sequor.incidents`, `sequor.incidents.rule.ID` or `sequor.incidents.severity.NAME`. */
export function incidentTopic(namespace: string, { topicBy }: Routing, { rule, opensWith }: Routed): string {
  switch (topicBy) {
    case 'none':
      return `${namespace}.incidents`
    case 'rule':
      return `${namespace}.incidents.rule.${rule}`
    case 'severity':
      return `${namespace}.incidents.severity.${opensWith}`
  }
}

/** Every topic that `incidentTopic` can give for these rules. */
export function incidentTopics(namespace: string, routing: Routing, rules: readonly string[]): readonly string[] {
  const routed = rules.flatMap(rule => SEVERITIES.map((opensWith): Routed => ({ rule, opensWith })))
  const any: Routed = { rule: '', opensWith: 'info' }
  const all =
    routing.topicBy === 'none'
      ? [any]
      : routing.topicBy === 'severity'
        ? SEVERITIES.map(opensWith => ({ ...any, opensWith }))
        : routed
  return [...new Set(all.map(one => incidentTopic(namespace, routing, one)))]
}
