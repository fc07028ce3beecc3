import { createHook } from 'node:async_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { kafkaClient } from '../../../src/adapters/kafka/client.ts'

/** Run by itself, with a broker as its argument: says as JSON how many timers a connected client makes that does nothing. */
const IDLE_MS = 2_000

let timers = 0
const admin = kafkaClient({ brokers: [process.argv[2]!], clientId: 'sequor-test' }, () => {}).admin()
await admin.connect()
await admin.describeCluster()
await wait(500)
const hook = createHook({
  init: (_, type) => {
    if (type === 'Timeout') timers++
  },
}).enable()
await wait(IDLE_MS)
hook.disable()
process.stdout.write(JSON.stringify({ timers }))
await admin.disconnect()
