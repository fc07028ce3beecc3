import { WorldError } from '../../app/world-error.ts'
import { certificateFault } from '../certificate-fault.ts'

/** What the errors of kafkajs 2.2.4 carry, each kind some of it. */
interface ClientError extends Error {
  /** The name of Kafka's error code. */
  readonly type?: string
  /** Of Node: `ECONNREFUSED`. */
  readonly code?: string | number
  readonly broker?: string
  readonly topic?: string
  /** Of several topics. */
  readonly errors?: readonly ClientError[]
}

/** An error of the client as one of ours: told by its name, type and code, not by its text. What is none of those is a fault of ours. */
export function worldErrorOf(error: unknown, brokers: readonly string[]): unknown {
  const first = innermost(error as ClientError)
  const { name, type, code, broker } = first
  const at = broker ?? brokers.join(', ')
  const told = { cause: error }
  if (name === 'KafkaJSSASLAuthenticationError') {
    const hint = 'check `kafka.sasl`: mechanism, username and password, as the broker has them'
    return new WorldError('not_known', `${at} does not accept who we say we are`, { ...told, hint })
  }
  if (type === 'ILLEGAL_SASL_STATE') {
    const hint = 'leave `kafka.sasl` out, or name the port at which the brokers know users'
    return new WorldError('not_known', `${at} asks nobody who he is`, { ...told, hint })
  }
  const fault = certificateFault(code)
  if (fault === 'ours') {
    const hint =
      'set `kafka.ssl.cert` and `kafka.ssl.key` to a certificate that the brokers trust, and that has not run out'
    return new WorldError('not_known', `${at} does not accept our certificate, or wants one (${code})`, {
      ...told,
      hint,
    })
  }
  if (fault === 'theirs') {
    const hint =
      'set `kafka.ssl.ca` to the certificates that signed it; `kafka.ssl.serverName` if it is made out to another name'
    return new WorldError('not_trusted', `the certificate of ${at} is not trusted (${code})`, { ...told, hint })
  }
  if (
    name.startsWith('KafkaJSConnection') ||
    name === 'KafkaJSRequestTimeoutError' ||
    name === 'KafkaJSNoBrokerAvailableError'
  ) {
    const hint =
      'check that the brokers run, `kafka.brokers`, and whether they ask for TLS or a user (`kafka.ssl`, `kafka.sasl`)'
    return new WorldError('unreachable', `no broker answers at ${at}${typeof code === 'string' ? ` (${code})` : ''}`, {
      ...told,
      hint,
    })
  }
  return type === undefined ? error : refusal(first, type, error)
}

/** What the broker itself answers, by the name of its code. */
function refusal({ topic, message }: ClientError, type: string, cause: unknown): WorldError {
  if (type.endsWith('_AUTHORIZATION_FAILED')) {
    const what = topic === undefined ? 'ask for topics and their settings' : `create ${topic}`
    const right =
      topic === undefined ? 'Describe and DescribeConfigs on the topics' : 'Create on the topic, or on the cluster'
    const hint = `whoever runs the brokers can grant it with kafka-acls.sh: ${right}`
    return new WorldError('not_allowed', `this user may not ${what} (${type})`, { cause, hint })
  }
  if (type === 'INVALID_REPLICATION_FACTOR') {
    const hint = 'choose fewer copies with --replication, or start more brokers'
    return new WorldError('refused', 'there are fewer brokers than copies are asked for', { cause, hint })
  }
  return new WorldError('refused', `Kafka refuses${topic === undefined ? '' : ` ${topic}`}: ${message} (${type})`, {
    cause,
  })
}

/** The error below those that only say that it came again and again. */
function innermost(error: ClientError): ClientError {
  // Of several topics, one that was created by somebody else meanwhile is no failure.
  const inner =
    error.errors?.find(({ type }) => type !== 'TOPIC_ALREADY_EXISTS') ?? (error.cause as ClientError | undefined)
  return inner === undefined ? error : innermost(inner)
}
