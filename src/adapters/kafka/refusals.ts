import { createRequire } from 'node:module'
import { WorldError } from '../../app/world-error.ts'

/** What was tried, by that on which a right may lack: `{ TOPIC: 'write to topic a' }`. */
export type Tried = Readonly<Partial<Record<'TOPIC' | 'GROUP' | 'TRANSACTIONAL_ID', string>>>

const HINT = 'whoever runs the brokers can grant it with kafka-acls.sh; docs/operating.md lists the rights'

/** A right that this user lacks, which no waiting mends; null if the error is none of those. */
export function refusalOf(error: unknown, tried: Tried): WorldError | null {
  if (error instanceof WorldError) return error
  const type = refusedType(error)
  if (type === null) return null
  const on = type.slice(0, -SUFFIX.length)
  const what = tried[on as keyof Tried] ?? `do what it must (${on.toLowerCase().replaceAll('_', ' ')})`
  return new WorldError('not_allowed', `this user may not ${what} (${type})`, { cause: error, hint: HINT })
}

/** The same, to be thrown in place of the error: that itself, if it is about no right. */
export function orRefusal(error: unknown, tried: Tried): unknown {
  return refusalOf(error, tried) ?? error
}

const SUFFIX = '_AUTHORIZATION_FAILED'

/** The name of Kafka's code, which errors of kafkajs 2.2.4 carry in the innermost of their causes. */
function refusedType(error: unknown): string | null {
  const { type, cause } = (error ?? {}) as { readonly type?: string; readonly cause?: unknown }
  if (type?.endsWith(SUFFIX)) return type
  return cause === undefined || cause === error ? null : refusedType(cause)
}

interface BrokerPool {
  withBroker: (ask: (broker: unknown) => Promise<unknown>) => Promise<unknown>
  tellsRefusals?: boolean
}

/**
 * kafkajs 2.2.4 asks one broker after the other for a coordinator and forgets why none told it: a group that we may not use looks
 * like one without a coordinator, for which it waits.
 */
export function tellRefusals(): void {
  const require = createRequire(import.meta.url)
  const { prototype } = require('kafkajs/src/cluster/brokerPool') as { prototype: BrokerPool }
  if (prototype.tellsRefusals) return
  const ask = prototype.withBroker
  prototype.tellsRefusals = true
  prototype.withBroker = async function (callback) {
    let refusal: unknown = null
    const answer = await ask.call(this, async broker => {
      try {
        return await callback(broker)
      } catch (error) {
        if (refusedType(error) !== null) refusal = error
        throw error
      }
    })
    if (answer === null && refusal !== null) throw refusal
    return answer
  }
}
