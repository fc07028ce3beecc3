/** What a topic is to the services of a cluster, by its name alone. */
export type TopicUse = 'incidents' | 'internal' | 'other'

const INTERNAL = /\.(?:incidents\.state|matches-g\d+|links|acks|control|dead-letters)$/
const INCIDENTS = /\.(?:shadow-incidents|incidents(?:\.(?:rule|severity)\..+)?)$/

/** Whether a topic has the name of one to which some service publishes incidents, or which it keeps for itself. */
export function topicUse(name: string): TopicUse {
  if (INTERNAL.test(name)) return 'internal'
  return INCIDENTS.test(name) ? 'incidents' : 'other'
}
