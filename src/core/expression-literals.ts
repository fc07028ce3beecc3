/** Of these literals at least one stands wherever the expression is found; if `ignoreCase`, in any case of letters. */
export interface ExpressionLiterals {
  readonly anyOf: readonly string[]
  readonly ignoreCase: boolean
}

/** The literals of a part of an expression that each place must hold: one of the list. Null where nothing can be told. */
type AnyOf = readonly string[] | null

/** An expression with more branches is not looked into: its literals would be no help. */
const MOST_LITERALS = 64

/** What has more than one character and is no literal: classes, properties, codes of characters, `\Q`. */
const LONG_ESCAPE = /^\\(?:x\{[0-9A-Fa-f]*\}|x..|[pP]\{[^}]*\}|[pP].|[0-7]{1,3}|[A-Za-z0-9])/su
const QUANTIFIER = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/
const GROUP = /^\((?:\?P?<[^>]*>|\?([A-Za-z-]*)([:)]))?/
const CLASS = /^\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]/su

/**
 * The literals that a regular expression (RE2 syntax, which it must be) requires, the longest that are found in one pass.
 *
 * Cautious: what it does not know ends a literal, and where it is not sure it finds none. Flags that ignore case count for
 * the whole expression, wherever they stand; letters beyond ASCII, whose other cases only RE2 knows, then end a literal too.
 */
export function literalsOf(expression: string, ignoreCase: boolean): ExpressionLiterals | null {
  // Quoted text would need a second grammar; no rule that was seen has any.
  if (expression.includes('\\Q')) return null
  const folds = ignoreCase || /\(\?[A-Za-z-]*i/.test(expression)
  const anyOf = new Reader(expression, folds).alternatives()
  return anyOf === null ? null : { anyOf, ignoreCase: folds }
}

class Reader {
  #rest: string
  readonly #folds: boolean

  constructor(expression: string, folds: boolean) {
    this.#rest = expression
    this.#folds = folds
  }

  /** Reads up to the end of the group, or of the expression. One branch without a literal leaves none to all. */
  alternatives(): AnyOf {
    const branches: AnyOf[] = [this.#sequence()]
    while (this.#rest.startsWith('|')) {
      this.#rest = this.#rest.slice(1)
      branches.push(this.#sequence())
    }
    const all = branches.flatMap(branch => branch ?? [])
    return branches.includes(null) || all.length > MOST_LITERALS ? null : all
  }

  /** Reads what stands one behind the other: all of it is required, so the best of it is chosen. */
  #sequence(): AnyOf {
    let chosen: AnyOf = null
    let run = ''
    const endRun = (): void => {
      if (run !== '') chosen = better(chosen, [run])
      run = ''
    }
    while (this.#rest !== '' && !/^[|)]/.test(this.#rest)) {
      const group = GROUP.exec(this.#rest)
      const literal = group === null ? this.#literal() : null
      const inside = group === null ? null : this.#group(group)
      const least = this.#leastTimes()
      if (literal !== null && least !== 0) run += literal
      // A literal that may be there twice, or not at all, is not followed by the next one everywhere.
      if (literal === null || least !== null) endRun()
      if (inside !== null && least !== 0) chosen = better(chosen, inside)
    }
    endRun()
    return chosen
  }

  #group([opening, flags, end]: RegExpExecArray): AnyOf {
    this.#rest = this.#rest.slice(opening.length)
    if (flags !== undefined && end === ')') return null
    const inside = this.alternatives()
    this.#rest = this.#rest.slice(1)
    return inside
  }

  /** Reads one character, or what stands for one; null where it is no literal. */
  #literal(): string | null {
    const other = (/^[.^$]/.exec(this.#rest) ?? CLASS.exec(this.#rest) ?? LONG_ESCAPE.exec(this.#rest))?.[0]
    if (other !== undefined) {
      this.#rest = this.#rest.slice(other.length)
      return null
    }
    if (this.#rest.startsWith('\\')) this.#rest = this.#rest.slice(1)
    const character = String.fromCodePoint(this.#rest.codePointAt(0)!)
    this.#rest = this.#rest.slice(character.length)
    return this.#folds && character > '\u007f' ? null : character
  }

  /** How often at least the part before it stands there, read from a quantifier; null without one. */
  #leastTimes(): number | null {
    const quantifier = QUANTIFIER.exec(this.#rest)
    if (quantifier === null) return null
    this.#rest = this.#rest.slice(quantifier[0].length)
    if (quantifier[1] !== undefined) return Number(quantifier[1])
    return quantifier[0].startsWith('+') ? 1 : 0
  }
}

function better(one: AnyOf, other: AnyOf): AnyOf {
  return shortest(other) > shortest(one) ? other : one
}

function shortest(literals: AnyOf): number {
  return literals === null ? 0 : Math.min(...literals.map(({ length }) => length))
}
