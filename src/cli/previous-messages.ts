import type { Event } from '../core/event.ts'
import { isOfTheLast } from '../core/syslog/repeats.ts'

/** How many devices are remembered; the one that was silent longest is forgotten first. */
const MOST_HOSTS = 10_000

/** Tells of which message a line speaks that only says how often the last one came again: its device's previous one. */
export class PreviousMessages {
  readonly #ids = new Map<string | null, string | number>()

  /** The id of that message, null for a line that is a message itself, or if the device had none before. */
  ofWhich({ host, text }: Event, id: string | number): string | number | null {
    if (isOfTheLast(text)) return this.#ids.get(host) ?? null
    this.#ids.delete(host)
    this.#ids.set(host, id)
    if (this.#ids.size > MOST_HOSTS) this.#ids.delete(this.#ids.keys().next().value!)
    return null
  }
}
