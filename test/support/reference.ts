import { hash128 } from '../../src/core/hash.ts'
import type { Action, Incident, Resolution } from '../../src/core/incident.ts'
import type { Layout, Line, Match } from '../../src/core/match.ts'
import type { Expectation, OutcomeName, Repeat, Rule } from '../../src/core/rule.ts'

/** A line that fits event definitions of `rule`; `unset`: its stamp is flagged `*`. */
export type ReferenceLine = Pick<Match, 'key' | 'group' | 'events' | 'offset'> &
  Pick<Line, 'arrival' | 'stampMs' | 'resolutionMs' | 'shiftMs' | 'host' | 'code' | 'text'> &
  Readonly<{ rule: Rule; topic: string; partition: number; sequence: string | null; unset: boolean }>
/** What is compared of an incident. Times in milliseconds since the epoch; `texts` are those of the lines shown. */
export type ReferenceRevision = Pick<Incident, 'id' | 'revision' | 'action' | 'state' | 'severity' | 'outcome'> &
  Pick<Incident, 'resolution' | 'elapsed_ms' | 'count'> &
  Readonly<{ rule: string; group: readonly string[]; opened_at: number; updated_at: number; texts: string[] }> &
  Readonly<{ resolved_at: number | null; omitted: number }>
type Placed = ReferenceLine & ReturnType<typeof placeOf>
type Window = ReturnType<typeof newWindow>
type Deadline = readonly [at: number, fire: () => void]
type Published = Readonly<{ axis: number; name: string; revision: ReferenceRevision }>

const DAY_MS = 86_400_000

/**
 * What the incidents of a whole log are, by brute force from docs/semantics.md: a second opinion, written without sight
 * of the engine. It knows all lines at once, so none is late. Deadlines below `endMs` fire; all lines are applied.
 */
export function judge(lines: readonly ReferenceLine[], layout: Layout, endMs: number): ReferenceRevision[] {
  const published: Published[] = []
  const placed = lines.map(line => ({ ...line, ...placeOf(line, layout) })).toSorted(byOrder)
  const groups = Map.groupBy(placed, line => [line.rule.id, ...line.group].join('\u0000'))
  for (const [name, members] of groups)
    judgeGroup(members, endMs, (axis, revision) => published.push({ axis, name, revision }))
  return published.toSorted((a, b) => a.axis - b.axis || compareText(a.name, b.name)).map(({ revision }) => revision)
}

/** Where a line stands (`at`); its believed `time`; where bounds begin; what is shown as its `moment`; how far transport stretches. */
export function placeOf({ arrival, stampMs, resolutionMs, unset }: ReferenceLine, layout: Layout) {
  const isNear = stampMs !== null && stampMs >= arrival - layout.beliefMs && stampMs <= arrival + layout.aheadMs
  const lagMs = layout.reorderMs
  if (!isNear || unset) return { at: arrival, time: null, dueFrom: arrival + layout.aheadMs, moment: arrival, lagMs }
  const dueFrom = Math.max(stampMs, arrival) + resolutionMs
  return { at: Math.max(stampMs, arrival - lagMs), time: stampMs, dueFrom, moment: stampMs, lagMs }
}

export function incidentId({ rule, key, text }: ReferenceLine, moment: number): string {
  return hash128([rule.id, ...key, moment, text].join('\u0000'))
}

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
const byPartition = (a: Placed, b: Placed): number => compareText(a.topic, b.topic) || a.partition - b.partition
const byOrder = (a: Placed, b: Placed): number =>
  a.at - b.at || a.arrival - b.arrival || byPartition(a, b) || a.offset - b.offset

/** From A to B: `ms` as measured; what it can really be lies in [least, most]. */
function distance(a: Placed, b: Placed): { ms: number; least: number; most: number } {
  const arrived = b.arrival - a.arrival
  const ms = (b.stampMs ?? Number.NaN) - (a.stampMs ?? Number.NaN)
  const isBelieved = a.time !== null && b.time !== null && a.shiftMs === b.shiftMs
  const agrees = a.shiftMs === 0 && b.shiftMs === 0 && Math.abs(ms - arrived) <= a.lagMs
  const isSetBack = ms < -60_000 && arrived >= 0
  if ((isBelieved || agrees) && !isSetBack) return { ms, least: ms - a.resolutionMs, most: ms + b.resolutionMs }
  const isBefore = arrived < 0 || (arrived === 0 && byPartition(a, b) === 0 && b.offset < a.offset)
  return { ms: arrived, least: arrived - a.lagMs, most: isBefore ? -1 : arrived }
}
const isIn = (a: Placed, b: Placed, ms: number): boolean => distance(a, b).most >= 0 && distance(a, b).least <= ms
const isOnlyBefore = (a: Placed, b: Placed): boolean => distance(a, b).most < 0
const elapsedOf = (a: Placed, b: Placed): number => Math.max(0, distance(a, b).ms)

const canProve = ({ stampMs, time, resolutionMs, sequence }: Placed): boolean =>
  stampMs !== null && (time === null || resolutionMs === 0 || sequence !== null)
function isSame(old: Placed, line: Placed): boolean {
  const partsOf = ({ host, code, text, stampMs, shiftMs, sequence }: Placed): unknown[] => [
    host,
    code,
    text,
    stampMs === null ? null : stampMs + shiftMs,
    sequence,
  ]
  if (!partsOf(old).every((part, i) => part === partsOf(line)[i])) return false
  return line.time !== null || Math.abs(line.arrival - old.arrival) <= line.lagMs
}

/** `opener` is null while it is idle; `raised`: missed or fired; `silent`: raised by an opener that is remembered. */
function newWindow(key: string) {
  const memory = { given: [] as Placed[], named: [] as string[], answers: [] as { b: Placed; to: Placed | null }[] }
  return {
    key,
    ...memory,
    opener: null as Placed | null,
    raised: false,
    silent: false,
    lines: [] as Placed[],
    newsAt: 0,
  }
}
const idle = (window: Window): void =>
  void Object.assign(window, { opener: null, raised: false, silent: false, lines: [] })

/** Whether this opener names its incident for the first time. */
function names(window: Window, opener: Placed): boolean {
  const id = incidentId(opener, opener.moment)
  return !window.named.includes(id) && window.named.push(id) > 0
}

/** All lines of a rule and group, in order. `now` is the axis time of what is being done. */
function judgeGroup(lines: Placed[], endMs: number, output: (axis: number, revision: ReferenceRevision) => void): void {
  const { rule } = lines[0]!
  const { pattern, outcomes, suppressMs, reopenMs, updateEveryMs } = rule
  const [openingMs, outcomeName] =
    pattern.kind === 'expectation' ? [pattern.withinMs, 'missed' as const] : [0, 'fired' as const]
  const { resolve, escalate } = outcomes[outcomeName] ?? {
    resolve: { on: [] as string[], quietMs: null },
    escalate: [],
  }
  const windows: Window[] = []
  let now = Number.NEGATIVE_INFINITY
  let last: ReturnType<typeof begin> | null = null

  const begin = (opener: Placed, start: Placed, outcome: OutcomeName) => {
    const { severity } = outcomes[outcome]!
    const given = { rule: rule.id, group: opener.group, id: incidentId(opener, opener.moment), severity, outcome }
    const shown = { ...given, revision: 0, opened_at: 0, updated_at: -8.64e15, elapsed_ms: 0, count: 0 }
    const state = { members: [] as Window[], openedAt: now, openedMs: openingMs, resolvedAt: 0, period: -1, steps: 0 }
    return { shown, start, newsAt: now, quietFrom: now, lines: [] as Placed[], hasNews: false, ...state }
  }
  type Life = ReturnType<typeof begin>
  const publish = (life: Life, action: Action, line: Placed | null, resolution: Resolution | null = null): void => {
    const { shown } = life
    const ms = line ? elapsedOf(life.start, line) : life.openedMs + now - life.openedAt
    shown.revision++
    shown.elapsed_ms = resolution && line ? ms : Math.max(shown.elapsed_ms, ms)
    shown.updated_at = Math.max(shown.updated_at, line?.moment ?? now)
    if (action === 'opened') [shown.opened_at, life.openedMs] = [shown.updated_at, shown.elapsed_ms]
    if (resolution) life.resolvedAt = now
    const end = {
      resolution,
      resolved_at: resolution && shown.updated_at,
      state: resolution ? 'resolved' : 'open',
    } as const
    const omitted = Math.max(0, life.lines.length - 6)
    const texts = life.lines.toSpliced(3, omitted).map(({ text }) => text)
    output(now, { ...shown, action, ...end, texts, omitted })
    life.hasNews = false
  }
  const periodOf = (life: Life): number => Math.floor((now - life.openedAt) / updateEveryMs)
  const update = (life: Life, line: Placed | null): void => {
    life.period = periodOf(life)
    publish(life, 'updated', line)
  }
  const news = (life: Life, line: Placed | null): void => {
    life.hasNews = periodOf(life) === life.period
    if (!life.hasNews) update(life, line)
  }
  const add = (life: Life, added: readonly Placed[]): void => {
    life.lines.push(...added)
    life.shown.count += added.length
    life.newsAt = Math.max(life.newsAt, ...added.map(({ at }) => at))
    life.quietFrom = Math.max(life.quietFrom, ...added.map(({ dueFrom }) => dueFrom))
  }
  const isMember = (window: Window): boolean => last?.members.includes(window) ?? false
  const open = (window: Window, line: Placed | null, added: readonly Placed[]): void => {
    window.raised = true
    if (!outcomes[outcomeName]) return idle(window)
    const isNews = last && last.members.length > 0
    if (!isNews && last && suppressMs > 0 && now - last.openedAt <= suppressMs) return
    const isAgain = last && reopenMs > 0 && now - last.resolvedAt <= reopenMs
    if (!last || !(isNews || isAgain)) last = begin(window.opener!, added[0]!, outcomeName)
    last.members.push(window)
    add(last, added)
    Object.assign(last, { newsAt: Math.max(last.newsAt, now), quietFrom: Math.max(last.quietFrom, now) })
    if (isNews) return news(last, line)
    for (; (escalate[last.steps]?.afterMs ?? Infinity) + last.openedAt <= now; last.steps++)
      last.shown.severity = escalate[last.steps]!.severity
    publish(last, isAgain ? 'reopened' : 'opened', line)
  }
  const end = (window: Window, resolution: Resolution, line: Placed | null): void => {
    if (!last || !isMember(window)) return
    last.members = last.members.filter(member => member !== window)
    if (line) last.lines.push(line)
    if (last.members.length > 0) news(last, line)
    else publish(last, 'resolved', line, resolution)
  }
  const more = (window: Window, line: Placed, whole: readonly Placed[]): void => {
    if (!last || !isMember(window)) return window.silent ? undefined : open(window, line, whole)
    add(last, [line])
    news(last, line)
  }
  const met = (as: readonly Placed[], b: Placed): void => {
    if (!outcomes.met) return
    const life = begin(as[0]!, as[0]!, 'met')
    add(life, [...as, b])
    life.shown = { ...life.shown, count: as.length, opened_at: as[0]!.moment, updated_at: as[0]!.moment }
    publish(life, 'resolved', b, 'recovered')
  }
  const resolveOn = (window: Window, line: Placed, from: Placed | null | undefined): void => {
    if (!from || isOnlyBefore(from, line) || !line.events.some(event => resolve.on.includes(event))) return
    end(window, 'recovered', line)
    idle(window)
  }

  const answer = (window: Window, b: Placed, { withinMs }: Expectation): void => {
    const a = window.opener && !isOnlyBefore(window.opener, b) ? window.opener : null
    window.answers = [...window.answers, { b, to: a }].slice(-8)
    if (!a) return
    if (!window.raised && isIn(a, b, withinMs)) met(window.lines, b)
    else if (!window.raised) open(window, b, window.lines)
    end(window, isIn(a, b, withinMs) ? 'late_evidence' : 'recovered', b)
    idle(window)
  }
  const ask = (window: Window, a: Placed, { withinMs }: Expectation): void => {
    if (window.opener) window.lines.push(a)
    if (window.opener) return window.raised ? more(window, a, window.lines) : undefined
    const fits = window.answers.filter(
      ({ b, to }) => b !== a && (isIn(a, b, withinMs) || (to && !isOnlyBefore(to, a) && !isOnlyBefore(a, b))),
    )
    const [best] = fits.toSorted((x, y) => distance(a, x.b).ms - distance(a, y.b).ms || Number(!x.to) - Number(!y.to))
    if (best?.to || !names(window, a)) return
    if (!best) return void Object.assign(window, { opener: a, lines: [a] })
    best.to = a
    met([a], best.b)
  }
  const repeat = (window: Window, line: Placed, { event, count, withinMs, clear }: Repeat): void => {
    resolveOn(window, line, window.lines.at(-1))
    if (!line.events.includes(event)) return
    window.lines = [...window.lines, line].slice(-Math.max(count, clear.below))
    const counted = window.lines.filter(old => isIn(old, line, withinMs) || isIn(line, old, withinMs))
    if (!window.raised && counted.length < count) return
    if (!window.raised) Object.assign(window, { opener: line, raised: true, silent: !names(window, line) })
    more(window, line, counted)
  }
  const give = (line: Placed): void => {
    const key = line.key.join('\u0000')
    const window = windows.find(other => other.key === key) ?? windows[windows.push(newWindow(key)) - 1]!
    if (canProve(line) && window.given.some(old => isSame(old, line))) return
    if (canProve(line)) window.given = [...window.given, line].slice(-1_000)
    window.newsAt = line.at
    if (pattern.kind === 'repeat') return repeat(window, line, pattern)
    if (pattern.kind === 'expectation' && line.events.includes(pattern.expect)) answer(window, line, pattern)
    else if (window.raised) resolveOn(window, line, window.opener)
    if (pattern.kind === 'expectation')
      return line.events.includes(pattern.after) ? ask(window, line, pattern) : undefined
    if (!line.events.includes(pattern.event) || !names(window, line)) return
    if (!isMember(window)) window.opener = line
    more(window, line, [line])
  }

  const dueOf = (window: Window): Deadline[] => {
    const fall = (): void => {
      Object.assign(window, { opener: null, raised: false, silent: false })
      end(window, 'below_threshold', null)
    }
    const forgetWhole = (): void => {
      end(window, 'expired', null)
      windows.splice(windows.indexOf(window), 1)
    }
    const forget: Deadline = [window.newsAt + 30 * DAY_MS, forgetWhole]
    const { lines: list, opener, raised } = window
    if (pattern.kind === 'expectation' && opener && !raised)
      return [[opener.dueFrom + pattern.withinMs, () => open(window, null, list)], forget]
    if (pattern.kind !== 'repeat' || list.length === 0) return [forget]
    if (raised) return [[list.at(-pattern.clear.below)!.dueFrom + pattern.clear.withinMs, fall], forget]
    return [[list.at(-1)!.dueFrom + pattern.withinMs, () => idle(window)], forget]
  }
  const endAll = (life: Life, resolution: Resolution): void => {
    life.members.splice(0).map(idle)
    publish(life, 'resolved', null, resolution)
  }
  const escalateOnce = (life: Life): void => {
    const { severity } = life.shown
    life.shown.severity = escalate[life.steps++]!.severity
    if (life.shown.severity !== severity) publish(life, 'updated', null)
  }
  const dueOfLife = (life: Life): Deadline[] => [
    [life.quietFrom + (resolve.quietMs ?? Infinity), () => endAll(life, 'quiet')],
    [Math.min(life.newsAt + 7 * DAY_MS, life.openedAt + 30 * DAY_MS), () => endAll(life, 'expired')],
    [life.openedAt + (escalate[life.steps]?.afterMs ?? Infinity), () => escalateOnce(life)],
    [life.hasNews ? life.openedAt + (life.period + 1) * updateEveryMs : Infinity, () => update(life, null)],
  ]
  // Of deadlines at one instant the first in the list fires. One that was past when it arose stands at `now`.
  const fireBelow = (limitMs: number): void => {
    for (;;) {
      const due = windows.toSorted((a, b) => compareText(a.key, b.key)).flatMap(dueOf)
      if (last && last.members.length > 0) due.push(...dueOfLife(last))
      const next = Math.max(now, Math.min(...due.map(([at]) => at)))
      if (next >= limitMs) return
      now = next
      due.find(([at]) => at <= now)![1]()
    }
  }
  for (const line of lines) {
    fireBelow(Math.min(line.at, endMs))
    now = line.at
    give(line)
  }
  fireBelow(endMs)
}
