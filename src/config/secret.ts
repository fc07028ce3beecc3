import { z } from 'zod'

/** A text that nobody may read by chance: printed, logged or made JSON it is `[secret]`. */
export interface Secret {
  readonly reveal: () => string
  readonly toString: () => string
  readonly toJSON: () => string
}

export const HIDDEN = '[secret]'

export function secretOf(text: string): Secret {
  const hidden = () => HIDDEN
  return Object.freeze({ reveal: () => text, toString: hidden, toJSON: hidden })
}

/** A secret as it is written. JSON Schema calls such a field `writeOnly`: that is how the other files here know it. */
export const secret = z.string().min(1).meta({ writeOnly: true }).transform(secretOf)
