import { z } from 'zod'

/**
 * A mapping that takes these fields and no other.
 *
 * The message of an unknown field is the list of the known ones, parted by spaces: `schema-findings.ts` picks the nearest.
 */
export function fields<T extends z.core.$ZodShape>(shape: T) {
  return z.strictObject(shape, {
    error: issue => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined),
  })
}

/** One value or a list of them; a list in any case once it is read. `what` names it in a message. */
export function oneOrMany<T extends z.ZodType>(item: T, what: string) {
  return z
    .union([item, z.array(item).min(1)], { error: `expected ${what} or a list of them` })
    .transform(value => (Array.isArray(value) ? (value as z.output<T>[]) : [value as z.output<T>]))
}

export const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/

/** A name of an event or a field. */
export const name = z.string().regex(NAME, {
  error: issue =>
    `\`${String(issue.input)}\` is not a name\na name has letters, digits, \`_\`, \`-\` and \`.\`, and begins with a letter`,
})

/** For a rule about a mapping as a whole: it is asked only where each field is sound, so that no fault is told twice. */
export const ifFieldsAreSound = {
  when: (payload: { readonly issues: readonly unknown[] }) => payload.issues.length === 0,
}

/** Text with something in it. */
export const words = z.string().regex(/\S/, { error: 'is empty' })
