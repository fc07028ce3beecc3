import { HEADER_FIELDS } from '../core/field-of.ts'
import type { EventAlternative, Rule } from '../core/rule.ts'
import { doubt, type Finding } from '../document/finding.ts'
import { correction } from '../document/nearest.ts'
import { mayNameAnEvent } from './code-globs.ts'
import { groupNamesOf } from './extract-groups.ts'
import { type Raw, under } from './raw.ts'

const OF_ITS_OWN = 'unless its text is JSON or XML with such a field'

/**
 * Finds fields of the key that lines of an event do not have: neither the header nor the rule gives them.
 *
 * Lines of the event log have fields of their own, so that nothing is said of events that may be such lines.
 */
export function checkKeySource(rule: Rule, raw: Raw): readonly Finding[] {
  const known = [...HEADER_FIELDS, ...rule.events.flatMap(({ anyOf }) => anyOf.flatMap(namesGiven))]
  return rule.key
    .filter(name => !(HEADER_FIELDS as readonly string[]).includes(name))
    .flatMap(name => missingEverywhere(rule, name, known) ?? missingSomewhere(rule, raw, name))
}

function missingEverywhere(rule: Rule, name: string, known: readonly string[]): readonly Finding[] | null {
  if (!rule.events.every(({ anyOf }) => anyOf.every(each => lacks(each, name)))) return null
  const message = `no event extracts \`${name}\`, or asks for it in \`fields\`: a line fits no window, ${OF_ITS_OWN}`
  const hint = correction(name, known) ?? `take it from the text: \`extract: '… (?P<${name}>…)'\``
  return [{ ...doubt(['key'], message, hint), at: 'value', part: name }]
}

function missingSomewhere(rule: Rule, raw: Raw, name: string): readonly Finding[] {
  if (!rule.events.some(({ anyOf }) => anyOf.some(each => namesGiven(each).includes(name)))) return []
  return rule.events.flatMap(event =>
    event.anyOf.flatMap((alternative, index) => {
      if (!lacks(alternative, name)) return []
      const isList = Array.isArray(under(raw.events, event.name))
      const message = `\`${event.name}\` does not extract \`${name}\` of the key, as other events do: such a line fits no window, ${OF_ITS_OWN}`
      return [doubt(['events', event.name, ...(isList ? [index] : [])], message, 'let it `extract` the field too')]
    }),
  )
}

/** Only lines of known codes that are no names of events are sure to have no fields but these. */
function lacks(alternative: EventAlternative, name: string): boolean {
  const { codes } = alternative
  return codes.length > 0 && !codes.some(mayNameAnEvent) && !namesGiven(alternative).includes(name)
}

function namesGiven({ fields, extract, set = {} }: EventAlternative): readonly string[] {
  return [...Object.keys(fields), ...Object.keys(set), ...(extract ?? []).flatMap(groupNamesOf)]
}
