import { durationText } from '../core/duration.ts'
import type { ExplainedLine, ExplainedWindow, Step } from '../core/explain/explained-window.ts'
import { type Kept, omitted } from '../core/explain/kept.ts'
import { ROLES } from '../core/explain/roles.ts'
import { hexOf } from '../core/hash.ts'
import { momentOf } from '../core/line-order.ts'
import type { Rule } from '../core/rule.ts'
import { counted } from './counted.ts'
import { type ExplainFormat, ruleOfKey } from './explain-report.ts'
import { prettyEnd } from './explain-tail.ts'
import { endingOf, otherKeyText, sentenceOf, type Told, timeText } from './explain-words.ts'
import { keyText } from './key-flag.ts'
import { messageText, placeText } from './line-text.ts'
import { harmless, type Style, type Terminal } from './terminal.ts'

/** For people: a block for each window, as it ends, then what became of the lines of each event. */
export function prettyFormat(rule: Rule, paint: Terminal['paint']): ExplainFormat {
  return {
    window: (explained, dueMs) => prettyWindow(ruleOfKey(rule, explained.key), explained, dueMs, paint),
    end: report => prettyEnd(report, paint),
  }
}

function prettyWindow(rule: Rule, explained: ExplainedWindow, dueMs: number | null, paint: Terminal['paint']): string {
  const told = { rule, explained }
  const { ended, beganMs } = explained
  const span = `${timeText(beganMs)} to ${ended === null ? 'the end of the log' : timeText(ended.atMs)}`
  const ending = endingOf(told, dueMs)
  const rows = [
    ...rowsInOrder(told, ending, paint),
    `${paint(colourOf(explained), '=>')} ${harmless(ending)}`,
    ...otherKeyRows(told).map(row => `   ${harmless(row)}`),
    ...incidentRows(explained).map(row => paint('dim', `   ${row}`)),
  ]
  const head = `${harmless(keyText(rule.key, explained.key))}  ${paint('dim', span)}`
  return `${paint('bold', rule.id)}  ${head}\n${rows.map(row => `  ${row}\n`).join('')}\n`
}

interface Row {
  readonly atMs: number
  readonly text: string
}

/** Lines and steps by their times, but for what the ending tells already. */
function rowsInOrder(
  told: Told & { readonly explained: ExplainedWindow },
  ending: string,
  paint: Terminal['paint'],
): readonly string[] {
  const { lines, steps } = told.explained
  const lineRows = keptRows(lines, 'line', line => ({ atMs: momentOf(line.line), text: prettyLine(line, paint) }))
  const stepRows = keptRows(steps, 'step', step => ({ atMs: step.atMs, text: prettyStep(step, told, ending) }))
  const rows = [...lineRows, ...stepRows].filter(({ text }) => text !== '')
  return rows.sort((a, b) => a.atMs - b.atMs).map(({ atMs, text }) => `${timeText(atMs)}  ${text}`)
}

function keptRows<T>(kept: Kept<T>, thing: string, row: (one: T) => Row): readonly Row[] {
  const left = omitted(kept)
  const first = kept.first.map(row)
  const more = left > 0 ? [{ atMs: first.at(-1)!.atMs, text: `… ${counted(left, thing)} more` }] : []
  return [...first, ...more, ...kept.last.map(row)]
}

function prettyLine({ events, line, lateMs }: ExplainedLine, paint: Terminal['paint']): string {
  const late = lateMs > 0 ? `  ${paint('yellow', `late by ${durationText(lateMs)}`)}` : ''
  const text = harmless(messageText(line))
  return `${paint('cyan', events.join('+'))}  ${harmless(placeText(line.origin))}${late}  ${text}`
}

/** Empty for what the ending tells. */
function prettyStep(step: Step, told: Told & { readonly explained: ExplainedWindow }, ending: string): string {
  const sentence = sentenceOf(step, told)
  if (step.reason === told.explained.ended?.reason || ending.includes(sentence)) return ''
  if (step.line === null || ROLES[step.reason] !== 'aside') return harmless(sentence)
  return harmless(`${step.line.events.join('+')}  ${placeText(step.line.line.origin)}  ${sentence}`)
}

/** The line of the nearest key, and how many there are beside it: in a fleet, lines of others are no rarity. */
function otherKeyRows(told: Told & { readonly explained: ExplainedWindow }): readonly string[] {
  const { otherKeys } = told.explained
  const [nearest] = otherKeys
  if (nearest === undefined) return []
  const more = otherKeys.length > 1 ? `; ${otherKeys.length - 1} more of other keys` : ''
  return [`${otherKeyText(nearest, told)}, ${placeText(nearest.line.origin)}${more}`]
}

function incidentRows({ revisions }: ExplainedWindow): readonly string[] {
  return [...Map.groupBy(revisions, ({ id }) => id)].map(([id, spans]) => {
    const texts = spans.map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`))
    const isOne = spans.length === 1 && spans[0]!.first === spans[0]!.last
    return `incident ${hexOf(id)}, revision${isOne ? '' : 's'} ${texts.join(', ')}`
  })
}

function colourOf({ ended, revisions }: ExplainedWindow): Style {
  if (ended === null) return 'yellow'
  return revisions.length > 0 && ended.reason !== 'met' ? 'red' : 'green'
}
