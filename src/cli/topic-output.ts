import { incidentWriter } from '../adapters/kafka/incident-writer.ts'
import { openLookups } from '../adapters/kafka/lookups.ts'
import { topicUse } from '../app/live-topic.ts'
import { replayedRecord } from '../app/outgoing.ts'
import type { Config } from '../config/schema.ts'
import type { Incident } from '../core/incident.ts'
import { askKafka, existing, quietKafka } from './topic-inputs.ts'

/** A topic to which a replay writes. */
export interface TopicOutput {
  readonly write: (incidents: readonly Incident[]) => Promise<void>
  readonly close: () => Promise<void>
}

/** Opens a topic that exists. What is written there is marked as coming from a replay, and never becomes an open state. */
export function topicOutput(config: Config, topic: string): Promise<TopicOutput> {
  return askKafka(config, async () => {
    const kafka = quietKafka(config)
    const lookups = await openLookups(kafka)
    try {
      await existing(topic, lookups, 'create it, or name another with --output-topic')
      const writer = await incidentWriter(kafka, new Map(Object.entries(await lookups.counts([topic]))))
      const source = `/sequor/${config.namespace}`
      // Nothing that a shadow rule finds stands among incidents.
      const isLive = topicUse(topic) === 'incidents' && !topic.endsWith('.shadow-incidents')
      return {
        write: incidents => {
          const wanted = incidents.filter(({ shadow }) => !(isLive && shadow))
          return askKafka(config, () => writer.write(wanted.map(incident => replayedRecord(incident, topic, source))))
        },
        close: () => writer.close(),
      }
    } finally {
      await lookups.close()
    }
  })
}
