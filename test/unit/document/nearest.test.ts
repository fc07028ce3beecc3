import { describe, expect, it } from 'vitest'
import { nearest, suggestion } from '../../../src/document/nearest.ts'

describe('the nearest name', () => {
  it.each([
    ['witin', 'within'],
    ['wihtin', 'within'],
    ['withinn', 'within'],
    ['Within', 'within'],
    ['warn', 'warning'],
    ['hst', 'host'],
  ])('takes `%s` for `%s`', (wrong, right) => {
    expect(nearest(wrong, ['host', 'within', 'warning', 'after'])).toBe(right)
  })

  it.each(['owner', 'x', 'duration', ''])('takes `%s` for none', wrong => {
    expect(nearest(wrong, ['host', 'within', 'warning', 'after'])).toBeNull()
  })

  it('chooses the one with fewer slips', () => {
    expect(nearest('restord', ['stored', 'restored'])).toBe('restored')
  })

  it('lists what is known where nothing is near', () => {
    expect(suggestion('owner', ['host', 'server'])).toBe('known are `host`, `server`')
    expect(suggestion('owner', [])).toBeNull()
  })
})
