import type { GuardedListeners } from './guarded-listeners.ts'

/** A broker of a test, beside its controller or without one. */
export interface BrokerProperties {
  readonly node: 1 | 2
  /** Where clients come in that are nobody and may do everything, on 127.0.0.1. */
  readonly port: number
  readonly guarded: Pick<GuardedListeners, 'listeners' | 'protocols' | 'properties'> | null
  readonly controllerPort: number
  readonly dataFolder: string
}

/** The settings of a broker; the first is the controller too. */
export function serverProperties({ node, port, guarded, controllerPort, dataFolder }: BrokerProperties): string {
  const isController = node === 1
  const listeners = [
    `PLAINTEXT://127.0.0.1:${port}`,
    ...(guarded?.listeners ?? []),
    ...(isController ? [`CONTROLLER://127.0.0.1:${controllerPort}`] : []),
  ]
  return `process.roles=${isController ? 'broker,controller' : 'broker'}
node.id=${node}
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=${listeners.join(',')}
listener.security.protocol.map=${['PLAINTEXT:PLAINTEXT', 'CONTROLLER:PLAINTEXT', ...(guarded?.protocols ?? [])].join(',')}
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=${dataFolder}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
${guarded?.properties ?? ''}`
}
