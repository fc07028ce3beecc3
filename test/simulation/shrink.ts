import type { Fault } from './faults.ts'
import { type Outcome, simulate } from './world.ts'

/**
 * The run of a failing seed with the fewest of its faults with which it still fails: without any one of them it passes.
 *
 * Delta debugging: parts are left out, smaller ones where that does not help (Zeller and Hildebrandt, 2002).
 */
export async function shrunk(seed: number, failing: readonly Fault[]): Promise<Outcome> {
  let faults = failing
  let part = Math.ceil(faults.length / 2)
  while (faults.length > 0) {
    const smaller = await withoutOnePart(seed, faults, part)
    if (smaller !== null) {
      faults = smaller
      part = Math.min(part, Math.max(1, faults.length))
    } else if (part > 1) part = Math.ceil(part / 2)
    else break
  }
  return simulate(seed, { faults, isTraced: true })
}

/** Null if it passes whichever part is left out. */
async function withoutOnePart(seed: number, faults: readonly Fault[], part: number): Promise<readonly Fault[] | null> {
  for (let from = 0; from < faults.length; from += part) {
    const rest = faults.toSpliced(from, part)
    if ((await simulate(seed, { faults: rest })).failures.length > 0) return rest
  }
  return null
}

/** What a person reads of a failing run: what is wrong, what had to go wrong for it, everything that happened, and how to see it again. */
export function failureText({ seed, plan, failures, trace }: Outcome): string {
  return [
    `seed ${seed} fails:`,
    ...failures.map(failure => `  ${failure}`),
    `with ${plan.faults.length} faults:`,
    ...plan.faults.map(fault => `  ${JSON.stringify(fault)}`),
    'in this world, each line with the ms since the beginning:',
    ...trace.map(line => `  ${line}`),
    `again: npm run simulate -- --seed ${seed}`,
  ].join('\n')
}
