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
  return [...kin.values()].flatMap(shadowsAmong)
}

function shadowsAmong(kin: readonly ReadRule[]): readonly Problem[] {
  const rules = kin.map(({ loaded }): Named => ({ loaded, hash: namelessHash(loaded) }))
  const firstOf = new Map(rules.toReversed().map(one => [one.hash, one]))
  return kin.flatMap(({ document }, index) => {
    const one = rules[index]!
    const first = firstOf.get(one.hash)!
    const other = first === one ? rules.find((each, place) => outshines(each, one, place < index)) : first
    return other === undefined ? [] : [document.problem(shadowOf(other, one))]
  })
}

/** A rule, with a hash of all but its id and its texts. */
interface Named {
  readonly loaded: LoadedRule
  readonly hash: string
}

function namelessHash({ rule, source }: LoadedRule): string {
  return definitionHash({ ...rule, id: '' }, source)
}

/** Of two that say the same the one that stands before does. */
function outshines(other: Named, one: Named, isBefore: boolean): boolean {
  if (other === one || !shadows(other.loaded.rule, one.loaded.rule)) return false
  return isBefore || !shadows(one.loaded.rule, other.loaded.rule)
}

function shadowOf(other: Named, one: Named): Finding {
  const { rule, path, line } = other.loaded
  const where = `\`${rule.id}\` is at ${path}:${line}`
  if (other.hash === one.hash) {
    return doubt(['id'], `but for its texts it is the rule \`${rule.id}\``, `leave one of them out: ${where}`)
  }
  const message = `whenever it opens an incident, \`${rule.id}\` has opened one that is no less severe`
  return doubt(['id'], message, `leave it out, or give it a severity of its own: ${where}`)
}
