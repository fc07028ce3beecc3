import { huntAll, tableOf } from './hunt.ts'

console.log(tableOf(await huntAll(Number(process.argv[2] ?? 3_000))))
