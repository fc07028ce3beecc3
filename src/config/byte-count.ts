import { z } from 'zod'

const UNIT_BYTES = { B: 1, kB: 1_000, MB: 1_000_000, GB: 1_000_000_000, KiB: 1_024, MiB: 1_048_576, GiB: 1_073_741_824 }
const WRITTEN = /^(\d{1,12})(B|kB|MB|GB|KiB|MiB|GiB)$/

/** A number of bytes written with its unit, as `64KiB` or `4MB`; at least one. */
export const byteCount = z
  .string({ error: 'a size is text with a unit, such as `64KiB`' })
  .regex(WRITTEN, {
    error: issue =>
      `\`${String(issue.input)}\` is not a size\nwrite a whole number and one of ${Object.keys(UNIT_BYTES).join(', ')}: \`64KiB\``,
  })
  .meta({ examples: ['512kB', '64KiB', '4MB'] })
  .transform(written => {
    const [, amount = '0', unit = 'B'] = WRITTEN.exec(written) ?? []
    return Number(amount) * UNIT_BYTES[unit as keyof typeof UNIT_BYTES]
  })
  .refine(bytes => bytes > 0, { error: 'must be more than nothing' })
