import type { Pattern } from './rule.ts'
import type { Window } from './window.ts'
import type { World } from './world.ts'

/** What a tagger worked with: its rules by the hashes of their definitions, and what it knew of the site. */
export interface KnownRules {
  readonly definitions: ReadonlySet<string>
  /** Hash of zones and aliases: with others a line may have another key, or another time. */
  readonly site: string
}

/** Throws for a set that was not handed in. */
export function knownOf({ ruleSets }: World, rules: string): KnownRules {
  const known = ruleSets?.get(rules)
  if (known === undefined) throw new Error(`no set of rules with hash ${rules} is known`)
  return known
}

/** Whether what the window has found is the absence of a line, and its rule was another for a part of the time. */
export function isUnsureAbsence(world: World, window: Window, pattern: Pattern): boolean {
  return restsOnAbsence(pattern) && (window.spansChange === true || !isKnownToAll(world, window))
}

function restsOnAbsence(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case 'expectation':
    case 'heartbeat':
      return true
    case 'sequence':
      return pattern.notAfter.length > 0 || pattern.steps.some(({ not }) => not.length > 0)
    case 'repeat':
    case 'distinct':
    case 'all':
    case 'single':
      return false
  }
}

/** Whether every partition is tagged by rules that have the window's, and with one knowledge of the site. */
function isKnownToAll(world: World, { definition }: Window): boolean {
  let site: string | null = null
  for (const { rules } of world.state.partitions.values()) {
    if (rules === undefined) continue
    const known = knownOf(world, rules)
    if (!known.definitions.has(definition) || (site !== null && known.site !== site)) return false
    site = known.site
  }
  return true
}
