import { filesBelow, textOf } from '../support/repository.ts'

/** A fenced block of a page: what stands behind its three backticks, and its lines. */
export interface Fence {
  readonly language: string
  /** What stands behind the language: it says what the block is. */
  readonly info: string
  readonly text: string
  /** Number of the first line of its text. */
  readonly line: number
}

/** The pages of the project. */
export const PAGES: readonly string[] = filesBelow().filter(path => path.endsWith('.md'))

/** The fenced blocks of a page, in its order. */
export function fencesOf(page: string): readonly Fence[] {
  const fences: Fence[] = []
  const lines = textOf(page).split('\n')
  for (let index = 0; index < lines.length; index++) {
    const opened = /^```(\S+) ?(.*)$/.exec(lines[index]!)
    if (opened === null) continue
    const end = lines.indexOf('```', index + 1)
    if (end < 0) throw new Error(`${page}:${index + 1}: the block has no end`)
    const [, language, info] = opened
    const text = lines.slice(index + 1, end).map(line => `${line}\n`)
    fences.push({ language: language!, info: info!, text: text.join(''), line: index + 2 })
    index = end
  }
  return fences
}

/** The addresses of a page's links into the project. */
export function linksOf(page: string): readonly string[] {
  const prose = textOf(page).replace(/^```[\s\S]*?^```$/gm, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, address]) => address!).filter(isOwn)
}

function isOwn(address: string): boolean {
  return !/^[a-z]+:/.test(address)
}

/** The anchors of a page's headings, as they are made on code-hosting sites. */
export function anchorsOf(page: string): readonly string[] {
  const prose = textOf(page).replace(/^```[\s\S]*?^```$/gm, '')
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
