import { infoOfMasters } from './client.ts'
import type { RedisLink } from './link.ts'

/** Something about a Redis that breaks a promise (`refuse`), or makes a loss likelier that is healed from the log (`warn`). */
export interface ServerFinding {
  readonly severity: 'refuse' | 'warn'
  /** As it is called in redis.conf, or in INFO. */
  readonly setting: string
  readonly is: string
  readonly mustBe: string
  readonly why: string
  /** A command or an act that mends it. */
  readonly remedy: string
}

/** What INFO tells, by name. */
export type ServerInfo = ReadonlyMap<string, string>

const LEAST_VERSION = [6, 2] as const

/** Asks Redis, of a cluster every master, for all that is wrong with it. INFO tells it all, so no right to CONFIG is needed. */
export async function checkServer(link: RedisLink): Promise<readonly ServerFinding[]> {
  const infos = await link.ask('check of the server', infoOfMasters)
  return infos.flatMap(info => findingsOf(infoOf(info)))
}

export function infoOf(text: string): ServerInfo {
  const pairs = text.matchAll(/^([^#:\r\n][^:\r\n]*):(.*?)\r?$/gm)
  return new Map([...pairs].map(([, name, value]) => [name!, value!]))
}

/** All that is wrong with a Redis by what it tells. What it does not tell is found as `unknown`. */
export function findingsOf(info: ServerInfo): readonly ServerFinding[] {
  const told = (name: string) => info.get(name) ?? 'unknown'
  const master = info.has('master_host') ? `${info.get('master_host')}:${info.get('master_port')}` : 'the master'
  const all: readonly (ServerFinding & { readonly holds: boolean })[] = [
    {
      holds: isRecent(told('redis_version')),
      severity: 'refuse',
      setting: 'redis_version',
      is: told('redis_version'),
      mustBe: `${LEAST_VERSION.join('.')} or later`,
      why: 'older ones lack commands that the scripts use',
      remedy: 'install a newer Redis, or Valkey',
    },
    {
      holds: told('maxmemory_policy') === 'noeviction',
      severity: 'refuse',
      setting: 'maxmemory-policy',
      is: told('maxmemory_policy'),
      mustBe: 'noeviction',
      why: 'any other drops windows in silence when memory is short',
      remedy: settingCommand('maxmemory-policy', 'noeviction'),
    },
    {
      holds: told('role') === 'master',
      severity: 'refuse',
      setting: 'role',
      is: told('role'),
      mustBe: 'master',
      why: 'a replica takes no writes, and may lack the newest',
      remedy: `connect to ${master}, or make this one the master: redis-cli REPLICAOF NO ONE`,
    },
    {
      holds: told('aof_enabled') === '1',
      severity: 'warn',
      setting: 'appendonly',
      is: told('aof_enabled') === '0' ? 'no' : told('aof_enabled'),
      mustBe: 'yes',
      why: 'after a restart all windows are built again from the matches topic, which takes long',
      remedy: settingCommand('appendonly', 'yes'),
    },
  ]
  return all.filter(({ holds }) => !holds).map(({ holds: _, ...finding }) => finding)
}

function settingCommand(name: string, value: string): string {
  return `redis-cli CONFIG SET ${name} ${value} && redis-cli CONFIG REWRITE`
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > LEAST_VERSION[0] || (major === LEAST_VERSION[0] && minor >= LEAST_VERSION[1])
}
