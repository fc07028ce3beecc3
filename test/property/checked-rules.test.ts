import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correlate } from '../../src/core/correlate.ts'
import type { Event } from '../../src/core/event.ts'
import type { EventAlternative, EventDefinition, Pattern, Rule, Sequence } from '../../src/core/rule.ts'
import { checkEnds } from '../../src/rules/check-ends.ts'
import { isEventWithin } from '../../src/rules/inclusion.ts'
import { shadows } from '../../src/rules/shadow.ts'
import { textContradiction } from '../../src/rules/text-contradiction.ts'
import { unmatchable } from '../../src/rules/unmatchable.ts'
import { alternative, fieldCondition, holds, isEvent, line } from '../support/random-events.ts'
import { sampleOutcome, sampleRule } from '../support/sample-rules.ts'
import { type Chance, seededChance } from '../support/seeded-random.ts'
import { event } from '../unit/syslog/parse.ts'

const texts = fc.array(
  fc.oneof(
    fc.constantFrom('', '17', '16.5', 'peer', 'PEER', 'Link Down', 'link down'),
    line.map(({ text }) => text),
  ),
  {
    minLength: 40,
    maxLength: 40,
  },
)
const lines = fc.array(line, { minLength: 40, maxLength: 40 })

describe('what `check` says that no line can be', () => {
  it('is no text of any', () => {
    let told = 0
    const law = fc.property(fieldCondition, texts, (condition, all) => {
      if (textContradiction(condition) === null) return
      told++
      expect(all.filter(text => holds(condition, text))).toEqual([])
    })
    fc.assert(law, { numRuns: 5_000 })
    expect(told).toBeGreaterThan(500)
  })

  it('is no line of any', () => {
    let told = 0
    const law = fc.property(alternative, lines, (each, all) => {
      if (unmatchable(each) === null) return
      told++
      expect(all.filter(one => isEvent(each, one))).toEqual([])
    })
    fc.assert(law, { numRuns: 5_000 })
    expect(told).toBeGreaterThan(500)
  })
})

/** The same, and something more: it takes no more lines, and often it can be told. */
const narrowed = fc
  .tuple(alternative, alternative)
  .map(([one, other]): readonly [EventAlternative, EventAlternative] => {
    const codes = one.codes.length > 0 ? one.codes : other.codes
    const { extract } = one
    const severities = one.severities ?? other.severities
    const parts = { codes, text: { ...other.text, ...one.text }, fields: { ...other.fields, ...one.fields } }
    const not = [...(one.not ?? []), ...(other.not ?? [])]
    const inner = { ...parts, not, ...(extract && { extract }), ...(severities && { severities }) }
    return [inner, one]
  })

describe('an event that `check` takes for a part of another', () => {
  it('has no line that the other has not', () => {
    let told = 0
    let fitting = 0
    const pairs = fc.oneof(narrowed, fc.tuple(alternative, alternative))
    const law = fc.property(pairs, lines, ([inner, outer], all) => {
      const event = (each: EventAlternative): EventDefinition => ({ name: 'e', anyOf: [each] })
      if (!isEventWithin(event(inner), event(outer))) return
      told++
      const own = all.filter(one => isEvent(inner, one))
      fitting += own.length
      expect(own.filter(one => !isEvent(outer, one))).toEqual([])
    })
    fc.assert(law, { numRuns: 6_000 })
    expect(told).toBeGreaterThan(500)
    expect(fitting).toBeGreaterThan(50)
  })
})

const START_MS = Date.UTC(2024, 6, 9, 12)
/** Texts of events: who asks for less has more lines. */
const TEXTS = { a: ['', 'a', 'a long'], b: ['', 'b', 'b long'] } as const

function eventsOf(chance: Chance): readonly EventDefinition[] {
  return (['a', 'b'] as const).map(name => ({
    name,
    anyOf: [{ codes: [`TEST-5-${name.toUpperCase()}`], text: { contains: chance.pick(TEXTS[name]) }, fields: {} }],
  }))
}

function patternOf(kind: Pattern['kind'], chance: Chance): Pattern {
  const withinMs = chance.pick([5_000, 10_000])
  const count = chance.between(1, 3)
  const clear = { below: 1, withinMs }
  switch (kind) {
    case 'expectation':
      return { kind, after: 'a', expect: 'b', withinMs }
    case 'sequence': {
      const step = (event: string) => ({ event, times: chance.pick([1, 1, 1, 2]), not: [] })
      return {
        kind,
        steps: [step('a'), step('b')],
        notAfter: [],
        withinMs,
        until: [],
        contiguity: 'relaxed',
        afterMatch: 'skip_past_last',
      }
    }
    case 'repeat':
      return { kind, event: 'a', count, withinMs, clear }
    case 'distinct':
      return { kind, event: 'a', field: 'text', until: chance.pick([[], ['b']]), count, withinMs, clear }
    case 'all':
      return { kind, events: ['a', 'b'], withinMs }
    case 'heartbeat':
      return { kind, event: 'a', everyMs: withinMs, graceMs: chance.pick([0, 1_000]) }
    case 'single':
      return { kind, event: 'a' }
  }
}

function ruleOf(id: string, kind: Pattern['kind'], chance: Chance): Rule {
  const outcome = sampleOutcome({ resolve: { on: [], quietMs: 60_000 } })
  const outcomes =
    kind === 'expectation'
      ? chance.pick([{ missed: outcome }, { met: outcome }])
      : { [kind === 'heartbeat' ? 'missed' : 'fired']: outcome }
  return sampleRule(patternOf(kind, chance), { id, hash: id, events: eventsOf(chance), outcomes })
}

function logOf(chance: Chance): Event[] {
  let at = START_MS
  return Array.from({ length: chance.between(3, 25) }, () => {
    at += chance.pick([1, 1_000, 4_000, 5_000, 6_000, 10_001, 20_000])
    const name = chance.pick(['a', 'a', 'b'] as const)
    const text = `${chance.pick(['', 'a', 'b', 'a long', 'b long'])} ${at}`
    return event({
      code: `TEST-5-${name.toUpperCase()}`,
      text,
      host: 'h',
      arrival: at,
      time: new Date(at).toISOString(),
      fields: new Map([['text', text]]),
    })
  })
}

describe('a rule that `check` takes for the shadow of another', () => {
  it.each(['expectation', 'sequence', 'repeat', 'distinct', 'all', 'heartbeat', 'single'] as const)(
    'has no incident of %s alone',
    kind => {
      let told = 0
      let opened = 0
      for (let seed = 0; seed < 10_000; seed++) {
        const chance = seededChance(seed)
        const rules = [ruleOf('light', kind, chance), ruleOf('shadow', kind, chance)] as const
        if (!shadows(...rules)) continue
        told++
        const records = correlate(rules, logOf(chance), { endMs: START_MS + 86_400_000 })
        const lives = (id: string) => records.filter(record => record.rule.id === id)
        for (const shadow of lives('shadow').filter(({ action }) => action === 'opened' || shadowIsMet(kind, action))) {
          opened++
          const before = lives('light').filter(({ opened_at }) => opened_at <= shadow.opened_at)
          const isOpen = before.some(
            light =>
              light.outcome === shadow.outcome &&
              (kind === 'expectation' || isStillOpen(lives('light'), light.id, shadow.opened_at)),
          )
          expect(isOpen, `seed ${seed}`).toBe(true)
        }
      }
      expect(told).toBeGreaterThan(20)
      expect(opened).toBeGreaterThan(10)
    },
  )
})

describe('a sequence of which `check` says that it is never complete', () => {
  it('is not, where all lines come in order', () => {
    let told = 0
    let complete = 0
    for (let seed = 0; seed < 3_000; seed++) {
      const chance = seededChance(seed)
      const rule = ruleOf('sequence', 'sequence', chance)
      const until = chance.pick([[], ['a'], ['b'], ['a', 'b']])
      const sequence = { ...rule, pattern: { ...rule.pattern, until } as Sequence }
      const isTold = checkEnds(sequence, {}).length > 0
      const fired = correlate([sequence], logOf(chance)).length
      if (isTold) expect(fired, `seed ${seed}`).toBe(0)
      told += Number(isTold)
      complete += Number(!isTold && fired > 0)
    }
    expect(told).toBeGreaterThan(500)
    expect(complete).toBeGreaterThan(100)
  })
})

function shadowIsMet(kind: Pattern['kind'], action: string): boolean {
  return kind === 'expectation' && action === 'resolved'
}

function isStillOpen(
  lives: readonly { id: string; action: string; resolved_at: string | null }[],
  id: string,
  at: string,
): boolean {
  const end = lives.find(each => each.id === id && each.action === 'resolved')
  return end === undefined || end.resolved_at! >= at
}
