import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const FOLDER = new URL('../../src/core/syslog/wasm/', import.meta.url)
const OPTIONS = ['--runtime', 'stub', '-O3', '--converge', '--noAssert', '--enable', 'simd', '--importMemory']
const COLUMNS = 100

/** What is used of the compiler. Its own types would declare its globals, `console` among them, for the whole project. */
interface Compiler {
  readonly main: (argv: readonly string[], files: CompilerFiles) => Promise<{ error: Error | null; stderr: object }>
}

interface CompilerFiles {
  readonly readFile: (name: string) => Promise<string | null>
  readonly writeFile: (name: string, contents: Uint8Array | string) => void
  readonly listFiles: () => readonly string[]
}

/** The TypeScript module that holds the compiled block scanner. Fails with the compiler's message. */
export async function plainLinesModule(): Promise<string> {
  const { main } = (await import('assemblyscript/asc' as string)) as Compiler
  let binary = new Uint8Array(0)
  const { error, stderr } = await main(['plain-lines.ts', ...OPTIONS, '--outFile', 'plain-lines.wasm'], {
    readFile: readSource,
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') binary = new Uint8Array(contents)
    },
    listFiles: () => [],
  })
  if (error !== null) throw new Error(`the block scanner does not compile:\n${stderr}`)
  return moduleOf(binary)
}

/** The compiler asks for `.ts`; the sources end in `.as`, as they are no TypeScript. */
async function readSource(name: string): Promise<string | null> {
  try {
    return await readFile(new URL(name.replace(/\.ts$/, '.as'), FOLDER), 'utf8')
  } catch {
    return null
  }
}

function moduleOf(binary: Uint8Array): string {
  const lines = Buffer.from(binary)
    .toString('base64')
    .match(new RegExp(`.{1,${COLUMNS}}`, 'g'))!
  return `/**
 * The block scanner (plain-lines.as and what it imports) in WebAssembly, as base64.
 *
 * Made by \`npm run build:wasm\`; do not edit. A test makes it again and compares.
 */
export const PLAIN_LINES_WASM = \`
${lines.join('\n')}
\`
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(new URL('plain-lines-wasm.ts', FOLDER), await plainLinesModule())
}
