import { Heap } from '../../src/core/heap.ts'

interface Due {
  readonly atMs: number
  readonly nth: number
  readonly run: () => void
}

/** Time that stands still while code runs. Events run one by one, by their time, those of one instant as they were asked for. */
export class VirtualTime {
  readonly #due = new Heap<Due>((a, b) => a.atMs - b.atMs || a.nth - b.nth)
  #nth = 0
  nowMs: number

  constructor(beginMs: number) {
    this.nowMs = beginMs
  }

  /** Runs it after so many ms; what is asked for in the past runs now. */
  after(ms: number, run: () => void): void {
    this.#due.push({ atMs: this.nowMs + Math.max(0, ms), nth: this.#nth++, run })
  }

  /** Lets everything happen that is due up to a moment, each event with all that follows from it at once. */
  async runTo(endMs: number): Promise<void> {
    for (let next = this.#due.peek(); next !== undefined && next.atMs <= endMs; next = this.#due.peek()) {
      this.#due.pop()
      this.nowMs = next.atMs
      next.run()
      await settled()
    }
    this.nowMs = endMs
  }
}

/** When all promises that can go on without time have done so. */
function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
