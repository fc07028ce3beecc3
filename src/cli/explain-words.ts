import { durationText } from '../core/duration.ts'
import type { ExplainedWindow, OtherKeyLine, Step } from '../core/explain/explained-window.ts'
import { hexOf } from '../core/hash.ts'
import { isoOf } from '../core/iso.ts'
import { FORGET_MS, LONGEST_LIFE_MS, LONGEST_WITHOUT_NEWS_MS } from '../core/longest.ts'
import type { Reason } from '../core/reason.ts'
import type { Rule } from '../core/rule.ts'

/** Of what a sentence is. `explained` is null for a line that came while no window was open. */
export interface Told {
  readonly rule: Rule
  readonly explained: ExplainedWindow | null
}

type Words = (step: Pick<Step, 'facts' | 'line' | 'incident'>, told: Told) => string

/** Each reason as one sentence, with its numbers. */
const SENTENCES: Readonly<Record<Reason, Words>> = {
  applied: () => 'a line came',
  began: (_, told) => `began to wait for ${awaited(told)} within ${bound(told)}`,
  counted: () => 'a further line',
  met: ({ facts }, told) => `recovered after ${elapsed(facts)}: ${awaited(told)} ${cameWithin(facts, told)}`,
  met_before: ({ facts }, told) =>
    `recovered after ${elapsed(facts)}: ${awaited(told)} ${cameWithin(facts, told)}, but was handed on before the line that it answers`,
  already_answered: ({ facts }) => `lies in an outage that was over at ${timeText(momentOfEnd(facts))}`,
  unanswered: (_, { explained }) =>
    explained === null ? 'answers nothing: no window was open' : 'came before the line that began the window',
  missed: (_, told) => `missed: no ${awaited(told)} within ${bound(told)}`,
  missed_by_answer: tooLate,
  advanced: () => 'the next step',
  completed: ({ line }, told) =>
    line === null ? `nothing of what must not follow came within ${bound(told)}` : `complete with ${eventsOf(line)}`,
  waits_for_nothing: (_, told) => `all steps came: fires unless ${awaited(told)} follows within ${bound(told)}`,
  forbidden: ({ line }) => `forbidden: ${eventsOf(line)} stands where it must not, at ${placeText(line)}`,
  until: ({ line }) => `given up: ${eventsOf(line)} came, which ends what has begun`,
  taken_out: ({ line }) => `${eventsOf(line)} took its value out`,
  reached_count: ({ facts }) => `${facts.count} lines within ${durationText(facts.boundMs!)}: the count is reached`,
  fired: () => 'fired',
  faded: (_, told) =>
    `${told.rule.pattern.kind === 'sequence' ? 'never complete' : 'never reached the count'}: ${mostOf(told)}`,
  opened: ({ incident }) => `incident ${idOf(incident!)} opened: ${incident!.outcome}, ${incident!.severity}`,
  reopened: ({ incident }) => `incident ${idOf(incident!)} reopened: ${incident!.outcome}, ${incident!.severity}`,
  updated: ({ incident }) => `incident ${idOf(incident!)} updated`,
  throttled: ({ incident }) => `incident ${idOf(incident!)} has news, held back for its period`,
  escalated: ({ incident, facts }) =>
    `incident ${idOf(incident!)} escalated to ${incident!.severity} after ${elapsed(facts)}`,
  suppressed: ({ facts }, { rule }) =>
    `suppressed by incident ${hexOf(facts.incident!)}, which opened at most ${durationText(rule.suppressMs)} before`,
  held_back: (_, { rule }) =>
    `held back: ${listOf(rule.grace?.after ?? [])} came less than ${durationText(rule.grace?.forMs ?? 0)} before`,
  grace_over: (_, { rule }) => `not over when ${durationText(rule.grace?.forMs ?? 0)} of grace were`,
  ended_in_grace: () => 'over before its time of grace was: nobody was told',
  over_bound: () => 'not followed: the rule follows as many keys as it may',
  member_joined: ({ incident }) => `joined incident ${idOf(incident!)}, which was open`,
  member_left: ({ incident }) => `left incident ${idOf(incident!)}, in which other keys still fail`,
  recovered: recoveredText,
  late_evidence: ({ facts, line }, told) =>
    `in time after all: ${eventsOf(line)} ${cameWithin(facts, told)}, after ${elapsed(facts)}, but arrived ${behindText(line)}when the absence had been declared${lateText(line?.lateMs)}`,
  quiet: ({ incident }, { rule }) => {
    const quietMs = incident === null ? null : rule.outcomes[incident.outcome]?.resolve.quietMs
    return `quiet: nothing more came for ${quietMs ? durationText(quietMs) : 'its time'}`
  },
  below_threshold: ({ facts: { needed, boundMs } }) => {
    if (needed === undefined) return 'below the threshold: too few lines were left'
    const left = needed === 1 ? 'no line' : `fewer than ${needed} lines`
    return `below the threshold: ${left} within ${durationText(boundMs!)} left`
  },
  expired: () =>
    `expired: ${durationText(LONGEST_WITHOUT_NEWS_MS)} without news, or ${durationText(LONGEST_LIFE_MS)} in all`,
  rule_changed: () => 'the rule changed while it was open',
  stale: () => 'has no stamp that can be believed, so it has no place in a log that is pulled',
  duplicate: () => 'is a line that came before: it counts once',
  remembered_opener: ({ facts }) =>
    `opens nothing: it, or a line just like it, named incident ${hexOf(facts.incident!)} before`,
  late: ({ line }) => `came ${durationText(line?.lateMs ?? 0)} after the frontier had passed it`,
  forgotten: () => `forgotten after ${durationText(FORGET_MS)} without a line`,
}

export function sentenceOf(step: Step, told: Told): string {
  return SENTENCES[step.reason](step, told)
}

/** What a line that changed nothing was, as one sentence. */
export function asideSentence(reason: Reason, facts: Step['facts'], rule: Rule): string {
  return SENTENCES[reason]({ facts, line: null, incident: null }, { rule, explained: null })
}

/** How a window ended, as one sentence; of one that is open, for what it waits. `dueMs` is its deadline, if it has one. */
export function endingOf(told: Told & { readonly explained: ExplainedWindow }, dueMs: number | null): string {
  const { explained } = told
  if (explained.ended !== null) return `${sentenceOf(explained.ended, told)}${noIncidentText(told)}`
  if (dueMs !== null)
    return `undecided: the log ends before the deadline at ${timeText(dueMs)}; no ${awaited(told)} came`
  if (explained.most < explained.needed) return `undecided: the log ends; ${mostOf(told)}`
  const waits = explained.awaited.length > 0 ? `no ${awaited(told)} came` : 'nothing ended it'
  return `still open at the end of the log: ${waits}${noIncidentText(told)}`
}

/** Of a line of another key: which fields of the key differ. */
export function otherKeyText({ key, events, elapsedMs }: OtherKeyLine, { rule, explained }: Told): string {
  const differing = rule.key.flatMap((name, index) => {
    const [own, other] = [explained!.key[index], key[index]]
    return own === other ? [] : [`\`${name}\` ${own} != ${other}`]
  })
  return `key differed (${differing.join(', ')}): ${listOf(events)} came after ${durationText(elapsedMs)}`
}

/** As in the output of replay: ISO 8601 with a space. */
export function timeText(ms: number): string {
  return isoOf(ms).replace('T', ' ')
}

function tooLate({ facts, line }: Pick<Step, 'facts' | 'line'>, told: Told): string {
  const boundMs = told.explained?.boundMs ?? 0
  return `missed by ${durationText(facts.elapsedMs! - boundMs)}: ${eventsOf(line)} came after ${elapsed(facts)}, the bound is ${bound(told)}`
}

function recoveredText(step: Pick<Step, 'facts' | 'line'>, told: Told): string {
  const { explained } = told
  const { facts, line } = step
  const isAwaited = line?.events.some(event => explained?.awaited.includes(event))
  if (isAwaited && facts.elapsedMs! > explained!.boundMs!) return tooLate(step, told)
  if (explained !== null && explained.most < explained.needed)
    return `ended by ${eventsOf(line)} after ${elapsed(facts)}: ${mostOf(told)}`
  return `recovered after ${elapsed(facts)}: ${eventsOf(line)} came`
}

/** Why a window that could have led to an incident led to none. */
function noIncidentText(told: Told & { readonly explained: ExplainedWindow }): string {
  const { revisions, steps, ended } = told.explained
  if (revisions.length > 0 || ended?.reason === 'suppressed') return ''
  const all = [...steps.first, ...steps.last]
  const suppressed = all.find(({ reason }) => reason === 'suppressed')
  if (suppressed !== undefined) return `; ${sentenceOf(suppressed, told)}`
  const isMissed = all.some(({ reason }) => reason === 'missed' || reason === 'missed_by_answer')
  return isMissed && told.rule.outcomes.missed === undefined ? '; the rule has no outcome `missed`' : ''
}

function mostOf({ explained }: Told): string {
  return `at most ${explained!.most} of ${explained!.needed} lines within ${durationText(explained!.boundMs!)}`
}

function awaited({ explained }: Told): string {
  return listOf(explained?.awaited ?? [])
}

function eventsOf(line: Step['line']): string {
  return listOf(line?.events ?? [])
}

/** Where a line stood: in a file its line, else its offset. */
function placeText(line: Step['line']): string {
  const origin = line?.line.origin
  if (origin === undefined) return 'its place'
  return origin.line === undefined
    ? `offset ${origin.offset} of ${origin.topic}/${origin.partition}`
    : `line ${origin.line}`
}

function listOf(events: readonly string[]): string {
  return events.map(event => `\`${event}\``).join(' or ') || 'the line'
}

/** Stamps and arrivals have their uncertainty, and what may have been in time counts as in time. */
function cameWithin({ elapsedMs }: Step['facts'], told: Told): string {
  const boundMs = told.explained?.boundMs ?? 0
  return (elapsedMs ?? 0) <= boundMs ? `came within ${bound(told)}` : `may have come within ${bound(told)}`
}

function bound({ explained }: Told): string {
  return durationText(explained?.boundMs ?? 0)
}

function elapsed({ elapsedMs }: Step['facts']): string {
  return durationText(elapsedMs ?? 0)
}

function lateText(lateMs: number | undefined): string {
  return lateMs ? `, late by ${durationText(lateMs)}` : ''
}

/** How long after its own time a line arrived. */
function behindText(line: Step['line']): string {
  if (line === null || line.line.time === null || line.line.arrival <= line.line.time) return ''
  return `${durationText(line.line.arrival - line.line.time)} after its stamp, `
}

function momentOfEnd({ ended }: Step['facts']): number {
  return ended!.time ?? ended!.arrival
}

function idOf({ id }: { readonly id: string }): string {
  return hexOf(id)
}
