import { describe, expect, it } from 'vitest'
import { CUSTOM_FIELDS } from '../../src/adapters/tickets/request-tracker.ts'
import { formatProblem } from '../../src/document/problem.ts'
import { textOf } from '../support/repository.ts'
import { loadedFrom } from '../unit/config/sources.ts'
import { fencesOf } from './markdown.ts'

const PAGE = 'docs/ticketing.md'

describe('the page of tickets', () => {
  it('has a configuration that is right', () => {
    const [fence] = fencesOf(PAGE)
    const { config, problems } = loadedFrom({ text: fence!.text })
    expect(problems.map(formatProblem)).toEqual([])
    expect(config!.deliver!.target.queue).toBe('NOC')
  })

  it('names the custom fields and the rights that the tested server has', () => {
    const page = textOf(PAGE)
    const made = textOf('test/support/rt/initialdata.pl')
    for (const name of CUSTOM_FIELDS) {
      expect(page).toContain(`custom field \`${name}\``)
      expect(made).toContain(name)
    }
    const [, rights] = /qw\((SeeQueue [^)]+)\)/.exec(made)!
    for (const right of rights!.split(' ')) expect(page).toContain(`\`${right}\``)
  })
})
