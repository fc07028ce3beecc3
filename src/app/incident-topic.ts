import { isOfShadow } from '../core/kept-name.ts'
import { SEVERITIES, type Severity } from '../core/rule.ts'

export const ROUTINGS = ['none', 'rule', 'severity'] as const

/** Whether incidents have one topic, one a rule, or one a severity. */
export interface Routing {
  readonly topicBy: (typeof ROUTINGS)[number]
}

/** What an incident is routed by. */
export interface Routed {
  /** Its id, or that of its shadow. */
  readonly rule: string
  /**
   * The severity with which its outcome opens, not the one to which it has escalated: else the revisions of one incident
   * would stand in several topics, in no order.
   */
  readonly opensWith: Severity
}

/** What shadow rules find. Not below `sequor.incidents`: who reads all that begins so must not take it for incidents. */
export function shadowTopic(namespace: string): string {
  return `${namespace}.shadow-incidents`
}

/** The topic of an incident: `sequor.incidents`, `sequor.incidents.rule.ID` or `sequor.incidents.severity.NAME`; of shadow rules one. */
export function incidentTopic(namespace: string, { topicBy }: Routing, { rule, opensWith }: Routed): string {
  if (isOfShadow(rule)) return shadowTopic(namespace)
  switch (topicBy) {
    case 'none':
      return `${namespace}.incidents`
    case 'rule':
      return `${namespace}.incidents.rule.${rule}`
    case 'severity':
      return `${namespace}.incidents.severity.${opensWith}`
  }
}

/** Every topic that `incidentTopic` can give for these rules, but for that of shadow rules. */
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
