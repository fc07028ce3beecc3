import { doubt, type Finding } from '../document/finding.ts'
import type { Problem } from '../document/problem.ts'
import type { LoadedRule, ReadRule } from './load.ts'
import { definitionHash } from './rule-hash.ts'
import { shadows } from './shadow.ts'

/**
 * Finds rules that tell nothing of their own beside another rule of any of the files. Of two that say the same the later one
 * is told of. Rules with different labels are for different people, and are not compared.
 */
export function checkShadows(rules: readonly ReadRule[]): readonly Problem[] {
  const kin = Map.groupBy(rules, ({ loaded: { rule, source } }) =>
    JSON.stringify([rule.pattern.kind, rule.key, rule.group, source, Object.entries(rule.labels).sort()]),
  )
  return [...kin.values()].flatMap(among =>
    among.flatMap(({ loaded, document }, index) => {
      const found = shadowed(
        loaded,
        among.map(each => each.loaded),
        index,
      )
      if (found === null) return []
      return [document.problem(found)]
    }),
  )
}

function shadowed({ rule, source }: LoadedRule, among: readonly LoadedRule[], index: number): Finding | null {
  const hash = definitionHash({ ...rule, id: '' }, source)
  for (const [place, other] of among.entries()) {
    const isEqual = place < index && definitionHash({ ...other.rule, id: '' }, other.source) === hash
    const where = `\`${other.rule.id}\` is at ${other.path}:${other.line}`
    if (isEqual)
      return doubt(['id'], `but for its texts it is the rule \`${other.rule.id}\``, `leave one of them out: ${where}`)
    if (place === index || !shadows(other.rule, rule)) continue
    if (place > index && shadows(rule, other.rule)) continue
    const message = `whenever it opens an incident, \`${other.rule.id}\` has opened one that is no less severe`
    return doubt(['id'], message, `leave it out, or give it a severity of its own: ${where}`)
  }
  return null
}
