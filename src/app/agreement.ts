import type { Layout } from '../core/match.ts'
import type { Agreements, TopicLookups } from './service-ports.ts'
import { WorldError } from './world-error.ts'

/** What decides which incidents there are, beside the rules: no two processes of a namespace may differ in it. */
export interface AgreedLayout extends Layout {
  readonly shards: number
  readonly clockErrorMs: number
}

/** Where the very first start begins to read. */
export type Start =
  | { readonly kind: 'now' }
  | { readonly kind: 'earliest' }
  | { readonly kind: 'time'; readonly atMs: number }

const LAYOUT = 'layout'

/** The settings of the layout as a person writes them. */
const SETTINGS: Readonly<Record<keyof AgreedLayout, string>> = {
  shards: 'layout.shards',
  reorderMs: 'layout.reorder',
  disorderMs: 'layout.disorder',
  clockErrorMs: 'layout.clockError',
  beliefMs: 'layout.belief',
  aheadMs: 'layout.ahead',
}

/** Agrees on the layout. Throws WorldError where another process has started with another one. */
export async function agreeOnLayout(agreements: Agreements, layout: AgreedLayout): Promise<void> {
  const names = Object.keys(SETTINGS) as (keyof AgreedLayout)[]
  const wanted = Object.fromEntries(names.map(name => [name, layout[name]]))
  const agreed = (await settled(agreements, LAYOUT, wanted)) as Partial<AgreedLayout>
  const differing = names.filter(name => agreed[name] !== layout[name])
  if (differing.length === 0) return
  const differences = differing.map(name => `${SETTINGS[name]} is ${shown(name, layout)}, not ${shown(name, agreed)}`)
  throw new WorldError('refused', `the layout of this namespace is another: ${differences.join('; ')}`, {
    hint: 'set it back: windows that are open were built with it. For another layout choose another `namespace`',
  })
}

function shown(name: keyof AgreedLayout, layout: Partial<AgreedLayout>): string {
  const value = layout[name]
  if (value === undefined) return 'unknown'
  return name === 'shards' ? String(value) : `${value}ms`
}

/** The topics that are read, and their number among all lists that this namespace has had. */
export interface Sources {
  readonly generation: number
  readonly topics: readonly string[]
}

/**
 * Agrees on the topics of lines, in any order. The first list is taken as it comes; after it a process with another is
 * refused, unless it is told to `change` them: else one that starts late with the list of yesterday would bring that back.
 */
export async function agreeOnSources(
  agreements: Agreements,
  wanted: readonly string[],
  mode: 'keep' | 'change',
): Promise<Sources> {
  const topics = wanted.toSorted()
  for (;;) {
    await agreements.refresh()
    const newest = newestSources(agreements)
    if (newest !== null && sameTopics(newest.topics, topics)) return newest
    if (newest !== null && mode === 'keep') {
      const [is, was] = [topics, newest.topics].map(list => list.join(', '))
      throw new WorldError('refused', `lines.topics is ${is}, but this namespace reads ${was}`, {
        hint: 'run `sequor topics create` with this configuration to change it, or set it back',
      })
    }
    const generation = (newest?.generation ?? -1) + 1
    await agreements.settle(new Map([[sourcesName(generation), JSON.stringify(topics)]]))
  }
}

function newestSources(agreements: Agreements): Sources | null {
  let newest: Sources | null = null
  for (let generation = 0; ; generation++) {
    const value = agreements.get(sourcesName(generation))
    if (value === undefined) return newest
    newest = { generation, topics: JSON.parse(value) as string[] }
  }
}

function sourcesName(generation: number): string {
  return `sources/${generation}`
}

function sameTopics(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((topic, index) => topic === b[index])
}

/**
 * Agrees on where each partition of a topic begins, for ever: every frame of it says so. Partitions that are added later
 * begin at their beginning.
 */
export async function agreeOnBases(
  agreements: Agreements,
  lookups: TopicLookups,
  topic: string,
  start: Start,
): Promise<readonly number[]> {
  const name = `base/${topic}`
  const agreed = agreements.get(name)
  if (agreed !== undefined) return JSON.parse(agreed) as number[]
  return (await settled(agreements, name, await basesOf(lookups, topic, start))) as number[]
}

async function basesOf(lookups: TopicLookups, topic: string, start: Start): Promise<readonly number[]> {
  switch (start.kind) {
    case 'now':
      return (await lookups.bounds(topic)).map(({ end }) => end)
    case 'earliest':
      return (await lookups.bounds(topic)).map(({ begin }) => begin)
    case 'time':
      return lookups.since(topic, start.atMs)
  }
}

async function settled(agreements: Agreements, name: string, wanted: unknown): Promise<unknown> {
  await agreements.settle(new Map([[name, JSON.stringify(wanted)]]))
  return JSON.parse(agreements.get(name)!)
}
