import type { Layout } from '../../src/core/match.ts'
import type { Expectation, Repeat, Rule } from '../../src/core/rule.ts'
import {
  byOrder,
  canLieWithin,
  compareText,
  distance,
  isSameLine,
  liesOnlyBefore,
  type Placed,
  place,
  type ReferenceLine,
} from './reference-clock.ts'
import { type Cause, type Deadline, incidentId, Life, type Opening, type ReferenceRevision } from './reference-life.ts'

const FORGET_MS = 30 * 86_400_000

/**
 * What the incidents of a whole log are, by brute force from docs/semantics.md: a second opinion, written without
 * sight of the engine. It knows all lines at once, so none is late. Deadlines below `endMs` fire; all lines are applied.
 */
export function judge(lines: readonly ReferenceLine[], layout: Layout, endMs: number): ReferenceRevision[] {
  const published: { axis: number; group: string; revision: ReferenceRevision }[] = []
  const groups = Map.groupBy(lines, line => [line.rule.id, ...line.group].join('\u0000'))
  for (const [group, members] of groups) {
    const life = new Life(members[0]!.rule, (axis, revision) => published.push({ axis, group, revision }))
    const placed = members.map(line => place(line, layout)).toSorted(byOrder)
    judgeGroup(placed, life, layout, endMs)
  }
  return published
    .toSorted((a, b) => a.axis - b.axis || compareText(a.group, b.group) || a.revision.revision - b.revision.revision)
    .map(({ revision }) => revision)
}

function judgeGroup(lines: readonly Placed[], life: Life, layout: Layout, endMs: number): void {
  const windows = new Map<string, Window>()
  let now = Number.NEGATIVE_INFINITY
  const fireBelow = (limit: number): void => {
    for (;;) {
      const inOrder = [...windows].toSorted(([a], [b]) => compareText(a, b)).map(([, window]) => window)
      const all = [...inOrder.flatMap(window => window.deadlines()), ...life.deadlines()]
      const next = Math.min(...all.map(deadline => deadline.at))
      if (all.length === 0 || next >= limit) return
      now = Math.max(now, next)
      all.find(deadline => deadline.at === next)!.fire(now)
    }
  }
  for (const line of lines) {
    fireBelow(Math.min(line.at, endMs))
    now = Math.max(now, line.at)
    const key = line.key.join('\u0000')
    const window = windows.get(key) ?? newWindow(key, line.rule, life, layout, () => windows.delete(key))
    windows.set(key, window)
    window.give(line)
  }
  fireBelow(endMs)
}

function newWindow(key: string, rule: Rule, life: Life, layout: Layout, forget: () => void): Window {
  const { pattern } = rule
  if (pattern.kind === 'expectation') return new ExpectationWindow(key, pattern, rule, life, layout, forget)
  if (pattern.kind === 'repeat') return new RepeatWindow(key, pattern, rule, life, layout, forget)
  return new SingleWindow(key, pattern, rule, life, layout, forget)
}

abstract class Window<Pattern extends Rule['pattern'] = Rule['pattern']> {
  protected readonly key: string
  protected readonly pattern: Pattern
  protected readonly rule: Rule
  protected readonly life: Life
  readonly #layout: Layout
  readonly #forget: () => void
  #given: Placed[] = []
  readonly #named = new Set<string>()

  constructor(key: string, pattern: Pattern, rule: Rule, life: Life, layout: Layout, forget: () => void) {
    this.key = key
    this.pattern = pattern
    this.rule = rule
    this.life = life
    this.#layout = layout
    this.#forget = forget
  }

  protected abstract take(line: Placed): void
  protected abstract due(): Deadline[]

  give(line: Placed): void {
    if (this.#given.some(other => isSameLine(other, line, this.#layout))) return
    this.#given = [...this.#given, line].slice(-1_000)
    this.take(line)
  }

  deadlines(): Deadline[] {
    const forget = { at: this.#given.at(-1)!.at + FORGET_MS, fire: this.#forget }
    return this.life.has(this.key) ? this.due() : [...this.due(), forget]
  }

  /** Whether this opener names its incident for the first time. */
  protected names(opener: Placed): boolean {
    const id = incidentId(opener)
    if (this.#named.has(id)) return false
    this.#named.add(id)
    return true
  }

  protected isResolving(line: Placed): boolean {
    const outcome = this.rule.outcomes.missed ?? this.rule.outcomes.fired
    return line.events.some(event => outcome?.resolve.on.includes(event))
  }
}

class ExpectationWindow extends Window<Expectation> {
  #state: 'idle' | 'waiting' | 'missed' = 'idle'
  #lines: Placed[] = []
  /** Openers of the newest absences that are over: a late answer may still correct one. */
  #over: Placed[] = []
  #answers: { b: Placed; opener: Placed | null }[] = []

  protected take(line: Placed): void {
    if (line.events.includes(this.pattern.expect)) this.#answer(line)
    else if (this.isResolving(line)) this.#resolveOn(line)
    if (line.events.includes(this.pattern.after)) this.#ask(line)
  }

  protected due(): Deadline[] {
    if (this.#state !== 'waiting') return []
    return [{ at: this.#lines[0]!.dueFrom + this.pattern.withinMs, fire: axis => this.#miss({ axis, line: null }) }]
  }

  #answer(b: Placed): void {
    const over = this.#over.findLast(o => canLieWithin(distance(o, b), this.pattern.withinMs))
    const corrected = over && this.life.correct(over, b) ? over : null
    const [opener] = this.#lines
    const d = opener && distance(opener, b)
    if (!opener || !d || liesOnlyBefore(d)) {
      this.#remember(b, corrected)
      return
    }
    const inTime = canLieWithin(d, this.pattern.withinMs)
    const wasWaiting = this.#state === 'waiting'
    const cause = { axis: b.at, line: b }
    if (wasWaiting && inTime) this.life.met(opener, this.#lines, b, b.at)
    else if (wasWaiting) this.#miss(cause)
    this.life.end(this.key, inTime ? 'late_evidence' : 'recovered', cause)
    this.#idle()
    this.#remember(b, opener)
  }

  #remember(b: Placed, opener: Placed | null): void {
    this.#answers = [...this.#answers, { b, opener }].slice(-8)
  }

  #resolveOn(line: Placed): void {
    const [opener] = this.#lines
    if (this.#state !== 'missed' || liesOnlyBefore(distance(opener!, line))) return
    this.life.end(this.key, 'recovered', { axis: line.at, line })
    this.#idle()
  }

  #ask(a: Placed): void {
    if (this.#state === 'idle') {
      this.#start(a)
      return
    }
    this.#lines.push(a)
    if (this.#state === 'waiting') return
    if (this.life.has(this.key)) this.life.news([a], 1, { axis: a.at, line: a })
    else this.life.open(this.#opening(), { axis: a.at, line: a })
  }

  #start(a: Placed): void {
    const answer = this.#answerTo(a)
    if (answer?.opener || !this.names(a)) return
    if (answer) {
      answer.opener = a
      this.life.met(a, [a], answer.b, a.at)
      return
    }
    this.#lines = [a]
    this.#state = 'waiting'
  }

  /** The remembered B that A belongs to. A line is never its own answer: one that is both closes, and then opens. */
  #answerTo(a: Placed): { b: Placed; opener: Placed | null } | undefined {
    const fits = this.#answers.filter(({ b, opener }) => {
      const d = distance(a, b)
      if (b === a) return false
      if (canLieWithin(d, this.pattern.withinMs)) return true
      return opener !== null && !liesOnlyBefore(distance(opener, a)) && !liesOnlyBefore(d)
    })
    const least = Math.min(...fits.map(({ b }) => distance(a, b).ms))
    const nearest = fits.filter(({ b }) => distance(a, b).ms === least)
    return nearest.find(({ opener }) => opener !== null) ?? nearest[0]
  }

  #miss(cause: Cause): void {
    this.#state = 'missed'
    this.life.open(this.#opening(), cause)
    if (!this.rule.outcomes.missed) this.#idle()
  }

  #opening(): Opening {
    const [opener] = this.#lines
    return { key: this.key, opener: opener!, start: opener!, lines: [...this.#lines], end: () => this.#idle() }
  }

  #idle(): void {
    if (this.#state === 'missed') this.#over = [...this.#over, this.#lines[0]!].slice(-8)
    this.#state = 'idle'
    this.#lines = []
  }
}

class RepeatWindow extends Window<Repeat> {
  /** The line that reached N, while the key is raised. */
  #opener: Placed | null = null
  #lines: Placed[] = []

  protected take(line: Placed): void {
    const newest = this.#lines.at(-1)
    if (newest && this.isResolving(line) && !liesOnlyBefore(distance(newest, line))) {
      this.#clear()
      this.life.end(this.key, 'recovered', { axis: line.at, line })
    }
    if (line.events.includes(this.pattern.event)) this.#count(line)
  }

  #count(a: Placed): void {
    const { count, withinMs, clear } = this.pattern
    const lines = [...this.#lines, a].slice(-Math.max(count, clear.below))
    const counted = lines.filter(line => canLieWithin(distance(line, a), withinMs))
    const reaches = this.#opener === null && counted.length >= count
    if (reaches && !this.names(a)) return
    if (reaches) this.#opener = a
    this.#lines = lines
    const cause = { axis: a.at, line: a }
    if (this.life.has(this.key)) this.life.news([a], 1, cause)
    else if (this.#opener) {
      const opening = { key: this.key, opener: this.#opener, start: counted[0]!, lines: counted }
      this.life.open({ ...opening, end: () => this.#clear() }, cause)
    }
  }

  protected due(): Deadline[] {
    const { withinMs, clear } = this.pattern
    const newest = this.#lines.at(-1)
    if (!newest) return []
    if (!this.#opener) return [{ at: newest.dueFrom + withinMs, fire: () => this.#clear() }]
    const last = this.#lines.at(-Math.min(clear.below, this.#lines.length))!
    return [{ at: last.dueFrom + clear.withinMs, fire: axis => this.#fall(axis) }]
  }

  #fall(axis: number): void {
    this.#opener = null
    this.life.end(this.key, 'below_threshold', { axis, line: null })
  }

  #clear(): void {
    this.#opener = null
    this.#lines = []
  }
}

class SingleWindow extends Window {
  #opener: Placed | null = null

  protected take(line: Placed): void {
    const cause = { axis: line.at, line }
    if (this.#opener && this.isResolving(line) && !liesOnlyBefore(distance(this.#opener, line)))
      this.life.end(this.key, 'recovered', cause)
    if (this.rule.pattern.kind !== 'single' || !line.events.includes(this.rule.pattern.event)) return
    if (this.life.has(this.key)) {
      this.life.news([line], 1, cause)
      return
    }
    if (!this.names(line)) return
    this.#opener = line
    const opening = { key: this.key, opener: line, start: line, lines: [line] }
    this.life.open({ ...opening, end: () => undefined }, cause)
  }

  protected due(): Deadline[] {
    return []
  }
}
