import { freeTcpPorts } from '../free-ports.ts'
import { waitUntil } from '../wait-until.ts'
import { ask, startRedis, type TestRedis } from './start-redis.ts'

const READY_WITHIN_MS = 20_000
const SLOTS = 16_384

/** Three nodes that share the slots. */
export interface TestRedisCluster {
  readonly ports: readonly number[]
  /** The slot of a key, and which node of `ports` has it. */
  slotOf(key: string): Promise<{ readonly slot: number; readonly node: number }>
  /** Moves a slot to another node, a key at a time, as `redis-cli --cluster reshard` does. `between` is waited for in the middle. */
  moveSlot(slot: number, from: number, to: number, between: () => Promise<void>): Promise<void>
  stop(): Promise<void>
}

export async function startRedisCluster(): Promise<TestRedisCluster> {
  const buses = await freeTcpPorts(3)
  const nodes: TestRedis[] = []
  for (const bus of buses) nodes.push(await startRedis(['--cluster-enabled', 'yes', '--cluster-port', String(bus)]))
  const ports = nodes.map(({ port }) => port)
  const [first] = ports as [number, number, number]
  const share = Math.ceil(SLOTS / 3)
  for (const [index, port] of ports.entries()) {
    await ask(port, `CLUSTER ADDSLOTSRANGE ${index * share} ${Math.min((index + 1) * share, SLOTS) - 1}`)
    await ask(first, `CLUSTER MEET 127.0.0.1 ${port} ${buses[index]}`)
  }
  for (const port of ports) {
    await waitUntil('the cluster is whole', READY_WITHIN_MS, async () => {
      const info = await ask(port, 'CLUSTER INFO')
      return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3')
    })
  }
  const names = await Promise.all(ports.map(async port => (await ask(port, 'CLUSTER MYID')).split('\r\n')[1]!))
  return {
    ports,
    slotOf: async key => {
      const slot = Number((await ask(first, `CLUSTER KEYSLOT ${key}`)).slice(1))
      return { slot, node: Math.floor(slot / share) }
    },
    moveSlot: async (slot, from, to, between) => {
      await ask(ports[to]!, `CLUSTER SETSLOT ${slot} IMPORTING ${names[from]}`)
      await ask(ports[from]!, `CLUSTER SETSLOT ${slot} MIGRATING ${names[to]}`)
      for (let moved = 0; ; moved++) {
        const [, , key] = (await ask(ports[from]!, `CLUSTER GETKEYSINSLOT ${slot} 1`)).split('\r\n')
        if (!key) break
        await ask(ports[from]!, `MIGRATE 127.0.0.1 ${ports[to]} ${key} 0 5000`)
        if (moved === 0) await between()
      }
      for (const node of [to, from, 3 - to - from]) await ask(ports[node]!, `CLUSTER SETSLOT ${slot} NODE ${names[to]}`)
    },
    stop: async () => {
      await Promise.all(nodes.map(node => node.stop()))
    },
  }
}
