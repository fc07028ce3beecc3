/** Ports of a broker on 127.0.0.1 at which clients are asked who they are, or see a certificate. */
export interface GuardedPorts {
  /** Where users come in. */
  readonly users: number
  /** Where TLS is spoken. */
  readonly tls: number
  /** The broker's certificate and its key, in one PEM file. */
  readonly keyFile: string
}

/** A broker of a test, beside its controller or without one. */
export interface BrokerProperties {
  readonly node: 1 | 2
  /** Where clients come in that are nobody and may do everything, on 127.0.0.1. */
  readonly port: number
  readonly guarded: GuardedPorts | null
  readonly controllerPort: number
  readonly dataFolder: string
}

/** Users of a broker that has users, with their passwords. `admin` may do everything, `guest` nothing. */
export const USERS = { admin: 'admin-password', guest: 'guest-password' } as const

/** The settings of a broker; the first is the controller too. */
export function serverProperties({ node, port, guarded, controllerPort, dataFolder }: BrokerProperties): string {
  const isController = node === 1
  const listeners = [
    `PLAINTEXT://127.0.0.1:${port}`,
    ...(guarded === null ? [] : [`USERS://127.0.0.1:${guarded.users}`, `TLS://127.0.0.1:${guarded.tls}`]),
    ...(isController ? [`CONTROLLER://127.0.0.1:${controllerPort}`] : []),
  ]
  return `process.roles=${isController ? 'broker,controller' : 'broker'}
node.id=${node}
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=${listeners.join(',')}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,USERS:SASL_PLAINTEXT,TLS:SSL,CONTROLLER:PLAINTEXT
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
${guarded === null ? '' : guardedProperties(guarded)}`
}

function guardedProperties({ keyFile }: GuardedPorts): string {
  const users = Object.entries(USERS).map(([name, password]) => `user_${name}="${password}"`)
  return `sasl.enabled.mechanisms=PLAIN
listener.name.users.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required ${users.join(' ')};
listener.name.tls.ssl.keystore.type=PEM
listener.name.tls.ssl.keystore.location=${keyFile}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS;User:admin
`
}
