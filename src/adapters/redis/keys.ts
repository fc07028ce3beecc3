/** Shards of one number belong to different deployments, or to the shards before and after their number was changed. */
export interface Namespace {
  readonly namespace: string
  /** Generation of the layout. */
  readonly layout: number
}

/** The keys of one shard. What stands in braces alone decides about their place in a cluster: so they are in one. */
export function shardKeys({ namespace, layout }: Namespace, shard: number) {
  const tag = `{${namespace}:${layout}:${shard}}`
  return { control: `${tag}:control`, parts: `${tag}:parts`, staged: `${tag}:staged` }
}

export function namespaceKeys(namespace: string) {
  return { rewinds: `{${namespace}}:rewind` }
}
