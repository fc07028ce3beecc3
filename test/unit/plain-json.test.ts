import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Json, plainFromJson, plainToJson } from '../../src/core/plain-json.ts'

/** Through the text that is stored, as it is read again. */
function again(value: unknown): unknown {
  return plainFromJson(JSON.parse(JSON.stringify(plainToJson(value))) as Json)
}

const name = fc.oneof(fc.string(), fc.constantFrom('$map', '$', '$number', '__proto__', 'constructor'))
const { data } = fc.letrec(tie => ({
  data: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN),
    fc.double({ noDefaultInfinity: true, noNaN: true }).map(number => number + 0),
    fc.string({ unit: 'binary' }),
    fc.array(tie('data')),
    fc.array(fc.tuple(name, tie('data'))).map(pairs => new Map(pairs)),
    fc.array(tie('data')).map(items => new Set(items)),
    fc.array(fc.tuple(name, tie('data'))).map(pairs => Object.fromEntries(pairs)),
  ),
}))

describe('plain data as JSON', () => {
  it('comes back as it was, whatever it holds', () => {
    fc.assert(
      fc.property(data, value => {
        expect(isDeepStrictEqual(again(value), value)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('leaves out fields that are undefined, and keeps the order of the others', () => {
    expect(Object.keys(again({ b: 1, gone: undefined, a: 2 }) as object)).toEqual(['b', 'a'])
  })

  it('keeps an object that stands in several places as one, wherever they are', () => {
    const line = { text: 'a', fields: { host: 'b' } }
    const value = { lines: [line, line], byName: new Map([['a', line]]), all: new Set([line, line.fields]) }
    const { lines, byName, all } = again(value) as typeof value
    expect(lines).toEqual([line, line])
    expect(lines[1]).toBe(lines[0])
    expect(byName.get('a')).toBe(lines[0])
    expect([...all]).toEqual([line, line.fields])
    expect(all.has(lines[0]!.fields)).toBe(true)
  })

  it.each([
    ['a function', () => 1],
    ['a date', new Date(0)],
    ['undefined in a list', [undefined]],
    ['a large integer', { count: 1n }],
  ])('refuses %s', (_, value) => {
    expect(() => plainToJson(value)).toThrow(/^no plain data/)
  })

  it('refuses a mark that it never wrote', () => {
    expect(() => plainFromJson({ $date: '2026-07-09' })).toThrow('no plain data: an object with the name $date')
  })
})
