import { globTest } from '../core/condition.ts'
import { durationText } from '../core/duration.ts'
import { beginningsOf } from '../core/explain/beginnings.ts'
import { omitted } from '../core/explain/kept.ts'
import type { EventTally, NearMiss } from '../core/explain/tag-watch.ts'
import { momentOf } from '../core/line-order.ts'
import { nearest } from '../document/nearest.ts'
import { counted } from './counted.ts'
import type { ExplainReport } from './explain-report.ts'
import { asideSentence, timeText } from './explain-words.ts'
import { askedText, fitsKey, keyText, nearestKey } from './key-flag.ts'
import { messageText, placeText, shortened } from './line-text.ts'
import { shortfallText } from './shortfall-words.ts'
import { harmless, type Terminal } from './terminal.ts'

const KEYS_SHOWN = 5

/** What stands behind the windows: why there was none, what each event matched and nearly matched, and lines that changed nothing. */
export function prettyEnd(report: ExplainReport, paint: Terminal['paint']): string {
  const sections = [
    neverBegan(report),
    eventRows(report, paint),
    asideRows(report),
    missingKeyRows(report),
    keyRows(report),
  ]
  return sections
    .filter(rows => rows.length > 0)
    .map(rows => rows.map(row => `${row}\n`).join(''))
    .join('\n')
}

function neverBegan({ windows, rule, tags, asked }: ExplainReport): readonly string[] {
  if (windows > 0) return []
  const names = beginningsOf(rule.pattern)
  const beginnings = tags.events.filter(({ definition }) => names.includes(definition.name))
  const of = asked.size > 0 ? ` for ${harmless(askedText(rule.key, asked))}` : ''
  const events = names.map(name => `\`${name}\``).join(' or ')
  const isMatched = beginnings.some(({ matched }) => matched > 0)
  return isMatched
    ? [`no window began${of}: each line that matched ${events} changed nothing, as told below`]
    : [`never began${of}: no line matched ${events}`]
}

function eventRows({ tags, asked }: ExplainReport, paint: Terminal['paint']): readonly string[] {
  const width = Math.max(...tags.events.map(({ definition }) => definition.name.length))
  return tags.events.flatMap(tally => {
    const { definition, matched, matchedElsewhere, nearlyMatched } = tally
    const of = asked.size > 0 ? ` of the key, ${matchedElsewhere} of others` : ''
    const nearly = nearlyMatched > 0 ? `; ${counted(nearlyMatched, 'line')} more had its code` : ''
    const row = `${paint('cyan', definition.name.padEnd(width))}  matched ${counted(matched, 'line')}${of}${nearly}`
    // A line that is another event of the rule is explained by that, unless nothing else is left.
    const near = tally.nearest.filter(({ events }) => matched === 0 || events.length === 0)
    const isWithoutCode = matched + matchedElsewhere + near.length === 0
    return [row, ...near.flatMap(missRows), ...(isWithoutCode ? codeRows(tally, tags.codes) : [])]
  })
}

function missRows(miss: NearMiss): readonly string[] {
  return [
    `    ${timeText(miss.atMs)}  ${harmless(`${placeText(miss.origin)}  ${messageText(miss)}`)}`,
    ...miss.shortfalls.map(shortfall => `      ${harmless(shortfallText(shortfall))}`),
  ]
}

/** Codes that no line has: perhaps they are written another way. */
function codeRows({ definition }: EventTally, codes: ReadonlyMap<string, number>): readonly string[] {
  const seen = [...codes.keys()]
  const globs = [...new Set(definition.anyOf.flatMap(way => way.codes))].filter(glob => !seen.some(globTest(glob)))
  return globs.map(glob => {
    const near = nearest(glob, seen)
    const hint = near === null ? '' : `; the nearest is ${near} (${counted(codes.get(near)!, 'line')})`
    return `    no line has the code ${harmless(`${glob}${hint}`)}`
  })
}

function asideRows({ asides, rule }: ExplainReport): readonly string[] {
  return [...asides].flatMap(([reason, kept]) => {
    const left = omitted(kept)
    const rows = [...kept.first, ...kept.last].map(({ key, line, facts }) => {
      const late = line.lateMs > 0 ? `  late by ${durationText(line.lateMs)}` : ''
      const place = `${keyText(rule.key, key)}  ${line.events.join('+')}  ${placeText(line.line.origin)}${late}`
      return `    ${timeText(momentOf(line.line))}  ${harmless(place)}: ${asideSentence(reason, facts, rule)}`
    })
    const more = left > 0 ? [`    … ${counted(left, 'line')} more`] : []
    return [`${reason}: ${counted(kept.total, 'line')} outside any window`, ...rows, ...more]
  })
}

function missingKeyRows({ tags }: ExplainReport): readonly string[] {
  return [...tags.missingKeys.values()].map(({ fields, count, origin, text }) => {
    const names = fields.map(name => `\`${name}\``).join(', ')
    const line = `${placeText(origin)}: ${shortened(text)}`
    return `${counted(count, 'line')} of the rule without ${names}, by which its windows are kept; the first is ${harmless(line)}`
  })
}

/** Only where no line has the key that was asked for. */
function keyRows({ tags, asked, rule }: ExplainReport): readonly string[] {
  const keys = [...tags.keys.values()]
  if (asked.size === 0 || keys.some(key => fitsKey(asked, key))) return []
  const near = nearestKey(asked, keys)
  const hint = near === null ? '' : `; did you mean ${askedText(rule.key, near)}?`
  const shown = keys.slice(0, KEYS_SHOWN).map(key => `    ${harmless(keyText(rule.key, key))}`)
  const left = keys.length - shown.length
  return [
    harmless(`no line of the rule has ${askedText(rule.key, asked)}${hint}`),
    ...(keys.length > 0 ? ['keys that came:', ...shown] : ['no line of the rule has any key']),
    ...(left > 0 ? [`    … ${counted(left, 'key')} more`] : []),
  ]
}
