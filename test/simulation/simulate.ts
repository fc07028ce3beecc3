import { parseArgs } from 'node:util'
import { failureText, shrunk } from './shrink.ts'
import { simulate } from './world.ts'

/**
 * `npm run simulate -- --seeds 100000 --from 0`: runs worlds until one fails, and shows the smallest that still does. Exit code 1 if one
 * failed. `--seed N` runs one and shows what happened in it; `--brief` tells the seed that failed and no more.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string' },
    brief: { type: 'boolean', default: false },
  },
})

async function runOne(seed: number): Promise<number> {
  const outcome = await simulate(seed, { isTraced: true })
  if (outcome.failures.length > 0) console.log(failureText(await shrunk(seed, outcome.plan.faults)))
  else console.log(`${outcome.trace.join('\n')}\nseed ${seed}: ${outcome.revisions} revisions, each once and in order`)
  return outcome.failures.length > 0 ? 1 : 0
}

async function runMany(from: number, to: number): Promise<number> {
  const sum = { revisions: 0, gaps: 0 }
  for (let seed = from; seed < to; seed++) {
    const { failures, revisions, gaps, plan } = await simulate(seed)
    if (failures.length > 0) {
      console.log(values.brief ? `seed ${seed} fails: ${failures[0]}` : failureText(await shrunk(seed, plan.faults)))
      return 1
    }
    sum.revisions += revisions
    sum.gaps += gaps
    if ((seed + 1 - from) % 500 === 0)
      console.error(`${seed + 1 - from} of ${to - from} seeds, ${sum.revisions} revisions`)
  }
  console.log(`seeds ${from} to ${to - 1}: ${sum.revisions} revisions, each once and in order; ${sum.gaps} gaps healed`)
  return 0
}

const from = Number(values.from)
process.exitCode =
  values.seed === undefined ? await runMany(from, from + Number(values.seeds)) : await runOne(Number(values.seed))
