/** A decimal number of any length, taken apart so that equal numbers have equal parts. */
export interface Decimal {
  readonly negative: boolean
  /** Without leading zeros. */
  readonly whole: string
  /** Without trailing zeros. */
  readonly fraction: string
}

/** `-12.50`: digits, with or without a sign and a fraction; no exponent and no blank. */
export const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/

/** Takes a decimal number apart; null for any other text. */
export function readDecimal(text: string): Decimal | null {
  const read = DECIMAL.exec(text)
  if (read === null) return null
  const whole = withoutLeadingZeros(read[2]!)
  const fraction = withoutTrailingZeros(read[3] ?? '')
  return { negative: read[1] === '-' && whole + fraction !== '', whole, fraction }
}

/** Below 0 if the first is less, above 0 if it is greater, 0 if they are equal. Exact, whatever their length. */
export function compareDecimals(one: Decimal, other: Decimal): number {
  if (one.negative !== other.negative) return one.negative ? -1 : 1
  return one.negative ? compareSizes(other, one) : compareSizes(one, other)
}

function compareSizes(one: Decimal, other: Decimal): number {
  if (one.whole.length !== other.whole.length) return one.whole.length - other.whole.length
  return compareTexts(one.whole, other.whole) || compareTexts(one.fraction, other.fraction)
}

function compareTexts(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

function withoutLeadingZeros(digits: string): string {
  let from = 0
  while (digits[from] === '0') from++
  return digits.slice(from)
}

function withoutTrailingZeros(digits: string): string {
  let to = digits.length
  while (digits[to - 1] === '0') to--
  return digits.slice(0, to)
}
