import type { Part } from '../../core/state-parts.ts'

/** A script blocks everybody else: so much at a call, and no more. */
export const PARTS_A_CALL = 500
const CHARACTERS_A_CALL = 1024 * 1024

/** Parts in slices for one call each, as names and texts in turn; an empty text for a part that is gone. At least one slice. */
export function slicesOf(parts: readonly Part[]): string[][] {
  const slices: string[][] = [[]]
  let length = 0
  for (const [name, text] of parts) {
    let slice = slices.at(-1)!
    if (slice.length >= 2 * PARTS_A_CALL || length > CHARACTERS_A_CALL) {
      slice = []
      slices.push(slice)
      length = 0
    }
    slice.push(name, text ?? '')
    length += name.length + (text?.length ?? 0)
  }
  return slices
}
