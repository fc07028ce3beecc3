import type { Agreements } from '../../app/service-ports.ts'

/** Agreements of processes that share a memory. */
export function memoryAgreements(): Agreements {
  const values = new Map<string, string>()
  return {
    get: name => values.get(name),
    refresh: async () => {},
    settle: async wanted => {
      for (const [name, value] of wanted) if (!values.has(name)) values.set(name, value)
    },
  }
}
