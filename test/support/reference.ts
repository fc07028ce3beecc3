import { hash128 } from '../../src/core/hash.ts'
import type { Action, Resolution } from '../../src/core/incident.ts'
import type { Layout, Line, Match } from '../../src/core/match.ts'
import type { OutcomeName, Pattern, Rule } from '../../src/core/rule.ts'

/** A line that fits event definitions of `rule`; `unset`: its stamp is flagged `*`. */
export type ReferenceLine = Pick<Match, 'key' | 'group' | 'events' | 'offset' | 'value'> &
  Pick<Line, 'arrival' | 'stampMs' | 'resolutionMs' | 'shiftMs' | 'host' | 'code' | 'text'> &
  Readonly<{ rule: Rule; topic: string; partition: number; sequence: string | null; unset: boolean }>
export type ReferenceRevision = ReturnType<typeof judge>[number]
type Placed = ReferenceLine & ReturnType<typeof placeOf>
/** The kinds that it judges. The others have references of their own: test/property/kinds.test.ts. */
export const JUDGED = ['expectation', 'expectation', 'repeat', 'single'] as const
type Judged = Extract<Pattern, { kind: (typeof JUDGED)[number] }>
type Window = ReturnType<typeof fresh> & { key: string }
const NEVER = Number.POSITIVE_INFINITY
const DAY_MS = 86_400_000

/** The incidents of a whole log, by brute force from docs/semantics.md: a second opinion, without sight of the engine. */
export function judge(lines: readonly ReferenceLine[], layout: Layout, endMs: number) {
  const placed = lines.map(line => ({ ...line, ...placeOf(line, layout) })).toSorted(byOrder)
  return [...Map.groupBy(placed, ({ rule, group }) => [rule.id, ...group].join('\u0000'))]
    .flatMap(([name, group]) => judgeGroup(group, endMs).map(output => ({ ...output, name })))
    .toSorted((a, b) => a.axis - b.axis || compareText(a.name, b.name))
    .map(({ revision }) => revision)
}

/** Place on the axis, believed time, where bounds begin, moment to be shown, stretch of transport, proof of a duplicate. */
export function placeOf(line: ReferenceLine, { beliefMs, aheadMs, reorderMs: lagMs }: Layout) {
  const { arrival, stampMs, resolutionMs, host, code, text, sequence, shiftMs, unset } = line
  const isBelieved = stampMs !== null && !unset && stampMs >= arrival - beliefMs && stampMs <= arrival + aheadMs
  const proof = stampMs === null ? null : [host, code, text, stampMs + shiftMs, String(sequence)].join('\u0000')
  if (!isBelieved) return { at: arrival, time: null, dueFrom: arrival + aheadMs, moment: arrival, lagMs, proof }
  const place = { at: Math.max(stampMs, arrival - lagMs), dueFrom: Math.max(stampMs, arrival) + resolutionMs, lagMs }
  return { ...place, time: stampMs, moment: stampMs, proof: resolutionMs === 0 || sequence !== null ? proof : null }
}
export const incidentId = ({ rule, key, text }: ReferenceLine, moment: number): string =>
  hash128([rule.id, ...key, moment, text].join('\u0000'))
const keyOf = ({ key }: ReferenceLine): string => key.join('\u0000')
const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
const byPlace = (a: Placed, b: Placed) => compareText(a.topic, b.topic) || a.partition - b.partition
const byOrder = (a: Placed, b: Placed) => a.at - b.at || a.arrival - b.arrival || byPlace(a, b) || a.offset - b.offset

/** From A to B: `ms` as measured; what it can really be lies in [least, most]. */
function distance(a: Placed, b: Placed): { ms: number; least: number; most: number } {
  const arrived = b.arrival - a.arrival
  const ms = (b.stampMs ?? Number.NaN) - (a.stampMs ?? Number.NaN)
  const isBelieved = a.time !== null && b.time !== null && a.shiftMs === b.shiftMs
  const agrees = a.shiftMs === 0 && b.shiftMs === 0 && Math.abs(ms - arrived) <= a.lagMs
  const isSetBack = ms + b.resolutionMs < 0 && arrived >= 0 && arrived - ms > 60_000
  if ((isBelieved || agrees) && !isSetBack) return { ms, least: ms - a.resolutionMs, most: ms + b.resolutionMs }
  const isBefore = arrived < 0 || (arrived === 0 && byPlace(a, b) === 0 && b.offset < a.offset)
  return { ms: arrived, least: arrived - a.lagMs, most: isBefore ? -1 : arrived }
}
const isIn = (a: Placed, b: Placed, ms: number): boolean => distance(a, b).most >= 0 && distance(a, b).least <= ms
const isOnlyBefore = (a: Placed, b: Placed): boolean => distance(a, b).most < 0
/** What an idle window holds, and what it remembers. `raised`: missed or fired; `silent`: by an opener that it remembers. */
const nothing = () => ({ opener: null as Placed | null, raised: false, silent: false, lines: [] as Placed[] })
const memory = () => ({ given: [] as Placed[], named: new Set<string>(), answers: [] as [Placed, Placed | null][] })
const fresh = () => ({ newsAt: NEVER, ...nothing(), ...memory() })
const idle = (window: Window): Window => Object.assign(window, nothing())
const isFirst = ({ named }: Window, a: Placed): boolean => named.size < named.add(incidentId(a, a.moment)).size

/** All lines of a rule and group, in order, so none is late; deadlines below `endMs`. `now`: the axis time of what is done. */
function judgeGroup(lines: Placed[], endMs: number) {
  const { outcomes, suppressMs, reopenMs, updateEveryMs, id: rule } = lines[0]!.rule
  const pattern = lines[0]!.rule.pattern as Judged
  const [name, openedMs] =
    pattern.kind === 'expectation' ? (['missed', pattern.withinMs] as const) : (['fired', 0] as const)
  const { resolve, escalate } = outcomes[name] ?? { resolve: { on: [] as string[], quietMs: null }, escalate: [] }
  const windows = [...new Set(lines.map(keyOf))].toSorted().map((key): Window => ({ key, ...fresh() }))
  const outputs: { axis: number; revision: ReturnType<typeof revise> }[] = []
  let now = -NEVER
  let last: ReturnType<typeof begin> | null = null
  const begin = (a: Placed, start: Placed, outcome: OutcomeName, updated_at = -NEVER) => {
    const what = { rule, group: a.group, id: incidentId(a, a.moment), outcome, severity: outcomes[outcome]!.severity }
    const shown = { ...what, revision: 0, opened_at: a.moment, updated_at, elapsed_ms: 0, count: 0 }
    const times = { openedAt: now, openedMs, newsAt: now, quietFrom: now, resolvedAt: 0, period: -1, steps: 0 }
    return { shown, start, ...times, lines: [] as Placed[], members: [] as Window[], waits: false }
  }
  type Life = ReturnType<typeof begin>
  const revise = (life: Life, action: Action, line: Placed | null, resolution: Resolution | null = null) => {
    const { shown, start } = life
    const ms = line ? Math.max(0, distance(start, line).ms) : life.openedMs + now - life.openedAt
    shown.elapsed_ms = resolution && line ? ms : Math.max(shown.elapsed_ms, ms)
    shown.updated_at = Math.max(shown.updated_at, line?.moment ?? now)
    if (action === 'opened') [shown.opened_at, life.openedMs] = [shown.updated_at, ms]
    const omitted = Math.max(0, life.lines.length - 6)
    const texts = life.lines.toSpliced(3, omitted).map(({ text }) => text)
    const state = { state: resolution ? 'resolved' : 'open', resolved_at: resolution && shown.updated_at }
    Object.assign(life, { waits: false, resolvedAt: resolution ? now : life.resolvedAt })
    return { ...shown, revision: ++shown.revision, action, ...state, resolution, texts, omitted }
  }
  const publish = (...of: Parameters<typeof revise>) => outputs.push({ axis: now, revision: revise(...of) })
  const news = (life: Life, line: Placed | null, isDue = false): void => {
    const period = Math.floor((now - life.openedAt) / updateEveryMs)
    life.waits = !isDue && period === life.period
    if (!life.waits) publish(Object.assign(life, { period }), 'updated', line)
  }
  const add = (life: Life, added: readonly Placed[], openedAt = 0): Life => {
    const quietFrom = Math.max(life.quietFrom, openedAt, ...added.map(({ dueFrom }) => dueFrom))
    life.shown.count += added.length
    return Object.assign(life, { lines: [...life.lines, ...added], newsAt: now, quietFrom })
  }
  const raise = (life: Life) => Object.assign(life.shown, { severity: escalate[life.steps++]!.severity })
  const stepAt = (life: Life): number => life.openedAt + (escalate[life.steps]?.afterMs ?? NEVER)
  const isOpen = (life: Life | null): boolean => life !== null && life.members.length > 0
  const isMember = (window: Window): boolean => last?.members.includes(window) ?? false
  const open = (window: Window, line: Placed | null, added = window.lines): unknown => {
    if (!outcomes[name]) return idle(window)
    window.raised = true
    const isNews = isOpen(last)
    if (!isNews && last && suppressMs > 0 && now - last.openedAt <= suppressMs) return null
    const isAgain = last && reopenMs > 0 && now - last.resolvedAt <= reopenMs
    last = add(last && (isNews || isAgain) ? last : begin(window.opener!, added[0]!, name), added, now)
    last.members.push(window)
    if (isNews) return news(last, line)
    while (stepAt(last) <= now) raise(last)
    return publish(last, isAgain ? 'reopened' : 'opened', line)
  }
  const more = (window: Window, line: Placed, all: Placed[]): unknown =>
    isMember(window) ? news(add(last!, [line]), line) : window.silent || open(window, line, all)
  const end = (window: Window, resolution: Resolution, line: Placed | null, kept: Placed[] = []): unknown => {
    Object.assign(window, nothing(), { lines: kept })
    if (!last || !isMember(window)) return null
    last.members.splice(last.members.indexOf(window), 1)
    if (line) last.lines.push(line)
    return isOpen(last) ? news(last, line) : publish(last, 'resolved', line, resolution)
  }
  const met = (as: readonly Placed[], b: Placed): unknown => {
    const life = outcomes.met && add(begin(as[0]!, as[0]!, 'met', as[0]!.moment), as)
    return life?.lines.push(b) && publish(life, 'resolved', b, 'recovered')
  }
  const answer = (window: Window, b: Placed, withinMs: number): void => {
    const a = window.opener && !isOnlyBefore(window.opener, b) ? window.opener : null
    window.answers = [...window.answers.slice(-7), [b, a]]
    if (!a) return
    const isInTime = isIn(a, b, withinMs)
    if (!window.raised) void (isInTime ? met(window.lines, b) : open(window, b))
    end(window, isInTime ? 'late_evidence' : 'recovered', b)
  }
  const ask = (window: Window, a: Placed, withinMs: number): unknown => {
    if (window.opener) return window.lines.push(a) && window.raised && more(window, a, window.lines)
    const isOutage = (from: Placed | null, b: Placed) => from && !isOnlyBefore(from, a) && !isOnlyBefore(a, b)
    const fits = window.answers.filter(([b, from]) => b !== a && (isIn(a, b, withinMs) || isOutage(from, b)))
    const [best] = fits.toSorted((x, y) => distance(a, x[0]).ms - distance(a, y[0]).ms || Number(!x[1]) - Number(!y[1]))
    if (best?.[1] || !isFirst(window, a)) return null
    if (!best) return Object.assign(window, { opener: a, lines: [a] })
    best[1] = a
    return met([a], best[0])
  }
  const give = (line: Placed): unknown => {
    now = line.at
    const window = windows.find(({ key }) => key === keyOf(line))!
    const isNear = ({ arrival }: Placed): boolean => Math.abs(line.arrival - arrival) <= line.lagMs
    if (window.given.some(old => old.proof === line.proof && (line.time !== null || isNear(old)))) return null
    if (line.proof !== null) window.given = [...window.given.slice(-999), line]
    window.newsAt = now
    const from = pattern.kind === 'repeat' ? window.lines.at(-1) : window.raised ? window.opener : null
    if (pattern.kind === 'expectation' && line.events.includes(pattern.expect)) answer(window, line, pattern.withinMs)
    else if (from && !isOnlyBefore(from, line) && line.events.some(event => resolve.on.includes(event)))
      end(window, 'recovered', line)
    if (!line.events.includes(pattern.kind === 'expectation' ? pattern.after : pattern.event)) return null
    if (pattern.kind === 'expectation') return ask(window, line, pattern.withinMs)
    if (pattern.kind === 'single') window.opener = isMember(window) ? window.opener : line
    if (pattern.kind === 'single') return (isFirst(window, line) || isMember(window)) && more(window, line, [line])
    const { count, withinMs, clear } = pattern
    window.lines = [...window.lines, line].slice(-Math.max(count, clear.below))
    const counted = window.lines.filter(old => isIn(old, line, withinMs) || isIn(line, old, withinMs))
    if (!window.raised && counted.length < count) return null
    if (!window.raised) Object.assign(window, { opener: line, raised: true, silent: !isFirst(window, line) })
    return more(window, line, counted)
  }
  /** Of deadlines at one instant the first that is named here is next. One that was past when it arose stands at `now`. */
  const next = () => {
    const due: [at: number, fire: () => unknown][] = [[NEVER, () => null]]
    const at = (ms: number, fire: () => unknown) => due.push([Math.max(ms, now), fire])
    for (const window of windows) {
      const { opener: a, raised, lines: list } = window
      at(window.newsAt + 30 * DAY_MS, () => [end(window, 'expired', null), Object.assign(window, fresh())])
      if (pattern.kind === 'expectation' && !raised && a) at(a.dueFrom + pattern.withinMs, () => open(window, null))
      if (pattern.kind !== 'repeat' || list.length === 0) continue
      const fall = () => end(window, 'below_threshold', null, list)
      if (raised) at(list.at(-pattern.clear.below)!.dueFrom + pattern.clear.withinMs, fall)
      else at(list.at(-1)!.dueFrom + pattern.withinMs, () => idle(window))
    }
    const life = isOpen(last) ? last : null
    if (!life) return due.toSorted(([a], [b]) => a - b)[0]!
    const endAll = (how: Resolution) => life.members.splice(1).map(idle) && end(life.members[0]!, how, null)
    at(life.quietFrom + (resolve.quietMs ?? NEVER), () => endAll('quiet'))
    at(Math.min(life.newsAt + 7 * DAY_MS, life.openedAt + 30 * DAY_MS), () => endAll('expired'))
    at(stepAt(life), () => raise(life) && publish(life, 'updated', null))
    if (life.waits) at(life.openedAt + (life.period + 1) * updateEveryMs, () => news(life, null, true))
    return due.toSorted(([a], [b]) => a - b)[0]!
  }
  for (const line of [...lines, null]) {
    for (let [at, fire] = next(); at < Math.min(line?.at ?? endMs, endMs); [at, fire] = next()) {
      now = at
      fire()
    }
    if (line) give(line)
  }
  return outputs
}
