import { registerHooks } from 'node:module'
import { MUTANTS } from './mutants.ts'

/** Loaded before a program (`--import`): the mutant of the number in `SEQUOR_MUTANT` stands in the place of the code. */
const { file, from, to } = MUTANTS[Number(process.env['SEQUOR_MUTANT'])]!
const url = new URL(`../../${file}`, import.meta.url).href

registerHooks({
  load: (loaded, context, next) => {
    const module = next(loaded, context)
    if (loaded !== url) return module
    const source = String(module.source)
    if (source.split(from).length !== 2) throw new Error(`${file} does not hold once: ${from}`)
    return { ...module, source: source.replace(from, () => to) }
  },
})
