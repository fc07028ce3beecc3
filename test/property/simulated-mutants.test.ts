import { expect, it } from 'vitest'
import { huntAll, runMutant } from '../simulation/hunt.ts'
import { MUTANTS } from '../simulation/mutants.ts'
import { textOf } from '../support/repository.ts'

const MOST_SEEDS = 4_000

it('a simulated site fails without any one of the safeguards of the protocol', async () => {
  const hunted = await huntAll(MOST_SEEDS)
  expect(hunted).toHaveLength(MUTANTS.length)
  expect(hunted.filter(({ failure }) => failure === null).map(({ index }) => MUTANTS[index]!.safeguard)).toEqual([])
}, 1_800_000)

it('a world that fails is shown with no more faults than it takes, and with the command that runs it again', async () => {
  const index = MUTANTS.findIndex(({ safeguard }) => safeguard === 'what was not published is published again')
  const told = await runMutant(index, ['--seeds', String(MOST_SEEDS)])
  expect(told).toMatch(/^seed \d+ fails:\n/)
  // One request that fails, and nothing else, shows it.
  expect(told).toMatch(/\nwith 1 faults:\n {2}\{.*"kind":"request".*\}\nin this world/)
  expect(told).toMatch(/\n {2}\d+ a1 starts/)
  expect(told).toMatch(/\nagain: npm run simulate -- --seed \d+\n$/)
})

it('the page of faults names every safeguard', () => {
  const page = textOf('bench/faults.md')
  expect(MUTANTS.filter(({ safeguard }) => !page.includes(`| ${safeguard} |`))).toEqual([])
})
