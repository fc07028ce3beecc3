import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareDecimals, readDecimal } from '../../../src/core/decimal.ts'

const DIGITS = 40

/** So many thousandths, as somebody may write them. */
const written = fc
  .tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.nat(4), fc.nat(4), fc.boolean())
  .map(([thousandths, zerosBefore, zerosBehind, plus]) => {
    const size = thousandths < 0n ? -thousandths : thousandths
    const sign = thousandths < 0n ? '-' : plus ? '+' : ''
    const fraction = String(size % 1000n).padStart(3, '0')
    return {
      thousandths,
      text: `${sign}${'0'.repeat(zerosBefore)}${size / 1000n}.${fraction}${'0'.repeat(zerosBehind)}`,
    }
  })

describe('decimal numbers', () => {
  it(`of up to ${DIGITS} digits are compared as whole numbers of thousandths are`, () => {
    fc.assert(
      fc.property(written, written, (one, other) => {
        const order = compareDecimals(readDecimal(one.text)!, readDecimal(other.text)!)
        expect(Math.sign(order)).toBe(
          one.thousandths < other.thousandths ? -1 : one.thousandths > other.thousandths ? 1 : 0,
        )
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['9007199254740992', '9007199254740993', -1],
    ['-9007199254740992', '-9007199254740993', 1],
    ['-0', '0.000', 0],
    ['007', '7.0', 0],
    ['0.1', '0.09', 1],
    ['10', '9', 1],
  ])('%s against %s gives %i', (one, other, order) => {
    expect(Math.sign(compareDecimals(readDecimal(one)!, readDecimal(other)!))).toBe(order)
  })

  it.each(['', ' 1', '1 ', '.5', '5.', '1e3', '0x10', '1,000', '12%', '--1', 'Infinity', '٣'])('are not `%s`', text => {
    expect(readDecimal(text)).toBeNull()
  })
})
