import type { DeadLetter } from '../../app/dead-letter.ts'
import type { DeadLetters } from '../../app/service-ports.ts'

/** Dead letters, in the order in which they were written. */
export function memoryDeadLetters(): DeadLetters & { readonly letters: readonly DeadLetter[] } {
  const letters: DeadLetter[] = []
  return {
    letters,
    write: async letter => {
      letters.push(letter)
    },
  }
}
