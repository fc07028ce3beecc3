import { type Finding, fault, faultOfKey } from '../document/finding.ts'
import { suggestion } from '../document/nearest.ts'
import { type Mention, mapping, mentions, type Raw } from './raw.ts'

/** Finds a group that is no part of the key, and fields that are named twice. */
export function checkKey(rule: Raw): readonly Finding[] {
  const key = keyOf(rule)
  const group = mentions(rule.group, ['group'])
  return [
    ...repeated(mentions(rule.key, ['key'])),
    ...repeated(group),
    ...group
      .filter(({ name }) => !key.includes(name))
      .map(({ name, field }) => fault(field, `\`${name}\` is not in the key`, suggestion(name, key))),
    ...renamed(rule, key),
  ]
}

/** Fields that an event takes from another one, and which are none of the key. */
function renamed(rule: Raw, key: readonly string[]): readonly Finding[] {
  return Object.entries(mapping(rule.events)).flatMap(([event, ways]) =>
    (Array.isArray(ways) ? ways : [ways]).flatMap((way, index) => {
      const place = ['events', event, ...(Array.isArray(ways) ? [index] : []), 'key']
      return Object.keys(mapping(mapping(way).key))
        .filter(name => !key.includes(name))
        .map(name => faultOfKey([...place, name], `\`${name}\` is not in the key`, suggestion(name, key)))
    }),
  )
}

/** The fields of a rule's key; `host` where it gives none. */
export function keyOf(rule: Raw): readonly string[] {
  const names = mentions(rule.key, ['key']).map(({ name }) => name)
  return names.length === 0 ? ['host'] : names
}

function repeated(names: readonly Mention[]): readonly Finding[] {
  return names
    .filter(({ name }, index) => names.findIndex(other => other.name === name) < index)
    .map(({ name, field }) => fault(field, `\`${name}\` stands twice`))
}
