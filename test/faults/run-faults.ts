import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startKafka } from '../support/kafka/start-kafka.ts'
import { type Fault, faultsOf, type Outcome, runFault } from './fault.ts'
import { KAFKA_FAULTS } from './kinds/kafka-faults.ts'
import { LINE_FAULTS } from './kinds/line-faults.ts'
import { PROCESS_FAULTS } from './kinds/process-faults.ts'
import { REDIS_FAULTS } from './kinds/redis-faults.ts'
import { tableOf } from './report.ts'

const HELP = `Every fault against real servers and real processes, judged by what the lines imply

  npm run test:long                     all of them, about 11 minutes; writes its report into bench/faults.md
  npm run test:long -- --only redis     those whose name holds this; writes nothing
`
const REPORT = fileURLToPath(new URL('../../bench/faults.md', import.meta.url))
const MARKS = ['<!-- table: faults -->', '<!-- end -->'] as const
/** So many at once: most of the time is waiting. */
const AT_ONCE = 3

const FAULTS = [...PROCESS_FAULTS, ...REDIS_FAULTS, ...KAFKA_FAULTS, ...LINE_FAULTS]

const { values } = parseArgs({ options: { only: { type: 'string' }, help: { type: 'boolean' } } })
if (values.help) console.log(HELP)
else process.exitCode = await main(values.only ?? '')

async function main(only: string): Promise<number> {
  const chosen = FAULTS.filter(({ name }) => name.includes(only))
  const kafka = await startKafka()
  const outcomes = new Map<Fault, Outcome>()
  let failed = 0
  const waiting = [...chosen]
  const worker = async () => {
    for (let fault = waiting.shift(); fault !== undefined; fault = waiting.shift()) {
      const wrong = await runFault(kafka, fault).then(
        outcome => {
          outcomes.set(fault, outcome)
          return faultsOf(outcome)
        },
        (error: Error) => [error.stack ?? error.message],
      )
      if (wrong.length > 0) failed++
      console.log(
        wrong.length === 0 ? `ok      ${fault.name}` : `FAILED  ${fault.name}\n${wrong.slice(0, 5).join('\n')}`,
      )
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  } finally {
    await kafka.stop()
  }
  const table = tableOf(chosen.flatMap(fault => outcomes.get(fault) ?? []))
  console.log(`\n${table}\n\n${chosen.length - failed} of ${chosen.length} faults as they should be`)
  if (only === '') writeReport(table)
  return failed === 0 ? 0 : 1
}

function writeReport(table: string): void {
  const page = readFileSync(REPORT, 'utf8')
  const [from, to] = [page.indexOf(MARKS[0]) + MARKS[0].length, page.indexOf(MARKS[1])]
  const made = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model ?? 'an unknown CPU'}, Node ${process.versions.node}`
  writeFileSync(REPORT, `${page.slice(0, from)}\n\n${made}\n\n${table}\n\n${page.slice(to)}`)
}
