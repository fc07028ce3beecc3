import { z } from 'zod'
import { fields, words } from '../document/schema-parts.ts'
import { address, password, port, tls, username } from './network-schema.ts'
import { secret } from './secret.ts'

const WAYS = ['url', 'host', 'sentinels', 'cluster'] as const

const addresses = z.array(address).min(1)
const example = { examples: [['redis-1.example.org:26379', 'redis-2.example.org:26379']] }

const written = fields({
  url: z
    .string()
    .refine(isRedisUrl, {
      error: 'is not an address of Redis\nwrite `redis://HOST:PORT/DB`, or `rediss://…` with TLS',
    })
    .meta({ writeOnly: true })
    .pipe(secret)
    .optional()
    .describe('All in one: `redis://USER:PASSWORD@HOST:PORT/DB`, or `rediss://…` with TLS.'),
  host: words
    .optional()
    .describe('The host of one Redis.')
    .meta({ examples: ['redis.example.org'] }),
  port: port.optional().describe('Its port; 6379 if left out.'),
  sentinels: fields({
    nodes: addresses.describe('The sentinels, as HOST:PORT.').meta(example),
    master: words.describe('The name under which they know the master.').meta({ examples: ['sequor'] }),
    username: username.optional(),
    password: password.optional(),
  })
    .optional()
    .describe('A Redis that sentinels watch.'),
  cluster: fields({
    nodes: addresses.describe('Nodes to ask first, as HOST:PORT; they name the others.').meta(example),
  })
    .optional()
    .describe('A Redis Cluster. All keys of a shard stand in one slot.'),
  db: z.number().int().min(0).optional().describe('The number of the database; 0 if left out. A cluster has no other.'),
  username: username.optional(),
  password: password.optional(),
  tls: tls.optional().describe('TLS to Redis. Left out: none, unless `url` begins with `rediss:`.'),
  keyPrefix: words
    .optional()
    .describe('What all keys begin with; `namespace` and `:` if left out.')
    .meta({ examples: ['sequor:'] }),
})

function isRedisUrl(text: string): boolean {
  if (!/^rediss?:\/\/[^/?#]+(?:\/\d*)?$/.test(text) || !URL.canParse(text)) return false
  const { username, password } = new URL(text)
  try {
    decodeURIComponent(`${username}${password}`)
    return true
  } catch {
    // What is written as %ZZ or %FF cannot be read.
    return false
  }
}

type Written = z.output<typeof written>

/** One Redis by its place, one by its URL, one behind sentinels, or a cluster. */
export const redisSchema = written
  .prefault({})
  .superRefine((redis, context) => {
    for (const { path, message } of faultsOf(redis)) context.addIssue({ code: 'custom', path: [path], message })
  })
  .transform(redisOf)

interface Fault {
  readonly path: string
  readonly message: string
}

function faultsOf(redis: Written): readonly Fault[] {
  const [way, second] = WAYS.filter(one => redis[one] !== undefined)
  if (way === undefined)
    return [
      {
        path: 'url',
        message:
          'nothing says where Redis is\nset one of `redis.url`, `redis.host`, `redis.sentinels`, `redis.cluster`',
      },
    ]
  if (second !== undefined)
    return [{ path: second, message: `\`redis.${way}\` says already where Redis is\nleave one of the two out` }]
  const idle =
    way === 'host'
      ? []
      : way === 'url'
        ? (['port', 'db', 'username', 'password'] as const)
        : way === 'cluster'
          ? (['port', 'db'] as const)
          : (['port'] as const)
  return idle
    .filter(name => redis[name] !== undefined)
    .map(name => ({ path: name, message: `has no meaning beside \`redis.${way}\`\nleave it out` }))
}

function redisOf({ url, host, port, sentinels, cluster, db, username, password, tls, keyPrefix }: Written) {
  const shared = {
    db: db ?? 0,
    username: username ?? null,
    password: password ?? null,
    tls: tls?.enabled ? tls : null,
    keyPrefix: keyPrefix ?? null,
  }
  if (url !== undefined) return { kind: 'url' as const, url, ...shared }
  if (sentinels !== undefined) return { kind: 'sentinels' as const, ...shared, sentinels }
  if (cluster !== undefined) return { kind: 'cluster' as const, ...shared, nodes: cluster.nodes }
  return { kind: 'single' as const, host: host ?? '', port: port ?? 6379, ...shared }
}
