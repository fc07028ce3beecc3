import { keptName } from './kept-name.ts'
import { knownOf } from './known-rules.ts'
import { deadlineCause } from './life.ts'
import { resolveLife } from './lives.ts'
import { isIdle } from './window.ts'
import type { PartitionState, World } from './world.ts'

/**
 * Takes note of the rules by which a partition is tagged from here on. An absence that spans the change of its rule is not
 * declared: of two versions neither has seen all lines. The incidents of a rule that no partition knows any more end.
 */
export function takeRules(world: World, partition: PartitionState, rules: string): void {
  if (partition.rules === rules) return
  const before = knownOf(world, partition.rules ?? rules)
  const after = knownOf(world, rules)
  partition.rules = rules
  const isKept = (definition: string) => [before, after].every(({ definitions }) => definitions.has(definition))
  for (const window of world.state.windows.values()) {
    if (isIdle(window) || (before.site === after.site && isKept(window.definition))) continue
    window.spansChange = true
    world.changes?.windows.add(window.name)
  }
  for (const held of world.state.held.values()) {
    if (before.site !== after.site || !isKept(held.match.definition)) held.spansChange = true
  }
  endRemoved(world)
}

/** Ends the incidents of rules that are in no set by which a partition is tagged. */
function endRemoved(world: World): void {
  const { state, definitions } = world
  const known = new Set<string>()
  for (const { rules } of state.partitions.values()) {
    if (rules === undefined) return
    for (const hash of knownOf(world, rules).definitions) {
      const rule = definitions.get(hash)
      if (rule !== undefined) known.add(keptName(rule))
    }
  }
  for (const life of [...state.lives.values()]) {
    if (life.incident.state !== 'open' || known.has(life.rule)) continue
    state.counters.ruleChanged++
    const at = Math.max(state.frontier, life.incident.newsAxis)
    resolveLife(world, life, { resolution: 'rule_changed', cause: deadlineCause(at) })
  }
}
