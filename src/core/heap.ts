/** A binary heap, least first by `compare`. Ties come out in no particular order: give a total order where it matters. */
export class Heap<T> {
  readonly #items: T[] = []
  readonly #compare: (a: T, b: T) => number

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare
  }

  get size(): number {
    return this.#items.length
  }

  peek(): T | undefined {
    return this.#items[0]
  }

  push(item: T): void {
    const items = this.#items
    let child = items.length
    items.push(item)
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (this.#compare(items[parent]!, item) <= 0) break
      items[child] = items[parent]!
      child = parent
    }
    items[child] = item
  }

  pop(): T | undefined {
    const items = this.#items
    const top = items[0]
    const last = items.pop()
    if (items.length > 0 && last !== undefined) this.#sink(last)
    return top
  }

  /** All items, in no particular order. */
  values(): readonly T[] {
    return this.#items
  }

  #sink(item: T): void {
    const items = this.#items
    const half = items.length >> 1
    let parent = 0
    while (parent < half) {
      let child = 2 * parent + 1
      if (child + 1 < items.length && this.#compare(items[child + 1]!, items[child]!) < 0) child++
      if (this.#compare(item, items[child]!) <= 0) break
      items[parent] = items[child]!
      parent = child
    }
    items[parent] = item
  }
}
