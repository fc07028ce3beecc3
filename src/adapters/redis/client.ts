import { Cluster, Redis } from 'ioredis'
import { clientOptions, clusterOptions, type RedisTarget } from './client-options.ts'

/** A client of one server, of the master that sentinels name, or of a cluster: what is asked of them is the same. */
export type RedisClient = Redis

/** Connects by itself, again and again; `pauseMs` says how long it waits before each attempt, the first being 0. */
export function redisClient(target: RedisTarget, pauseMs: (attempt: number) => number): RedisClient {
  if (!('nodes' in target)) return new Redis(clientOptions(target, pauseMs))
  const nodes = target.nodes.map(({ host, port }) => ({ host, port }))
  return new Cluster(nodes, clusterOptions(target, pauseMs)) as unknown as RedisClient
}

/** What INFO tells of each server that takes writes. */
export async function infoOfMasters(client: RedisClient): Promise<readonly string[]> {
  const cluster = clusterOf(client)
  if (cluster === null) return [await client.info()]
  return Promise.all(cluster.nodes('master').map(node => node.info()))
}

/** The run of the one server; null for a cluster, which has one a node. */
export async function runOf(client: RedisClient): Promise<string | null> {
  if (clusterOf(client) !== null) return null
  return /^run_id:(\w+)/m.exec(await client.info('server'))?.[1] ?? ''
}

/** What the network said to a cluster's client, which tells only that no node answers. */
export function networkErrorOf(error: Error): Error {
  return (error as { readonly lastNodeError?: Error }).lastNodeError ?? error
}

function clusterOf(client: unknown): Cluster | null {
  return client instanceof Cluster ? client : null
}
