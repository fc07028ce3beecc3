import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ChildProgram, startProgram } from '../child-program.ts'
import { freeTcpPorts } from '../free-ports.ts'
import { waitUntil } from '../wait-until.ts'
import type { Site } from './bench-site.ts'
import { SERVICE_RULES } from './rules.ts'

const MAIN = fileURLToPath(new URL('../../../src/sequor.js', import.meta.url))
const RUNNING_WITHIN_MS = 60_000

/** A process of `sequor run`, and where it tells of its health. */
export interface RunProcess extends ChildProgram {
  readonly httpUrl: string
}

export interface Special {
  readonly options?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** Processes of `sequor run` at one site, as an operator starts them. */
export class RunProcesses {
  readonly #site: Site
  readonly #redisPort: number
  readonly #folder = mkdtempSync(join(tmpdir(), 'sequor-run-'))
  readonly #all: RunProcess[] = []
  #versions = 0

  constructor(site: Site, redisPort: number) {
    this.#site = site
    this.#redisPort = redisPort
    this.writeRules(SERVICE_RULES)
  }

  /** What processes that start from now on have for rules, and those that look find. All at once, as a ConfigMap is mounted. */
  writeRules(text: string): void {
    const version = `..${++this.#versions}`
    mkdirSync(join(this.#folder, version))
    writeFileSync(join(this.#folder, version, 'rules.yaml'), text)
    symlinkSync(version, join(this.#folder, '..new'))
    renameSync(join(this.#folder, '..new'), join(this.#folder, '..data'))
    if (this.#versions === 1) symlinkSync('..data/rules.yaml', join(this.#folder, 'rules.yaml'))
    else rmSync(join(this.#folder, `..${this.#versions - 1}`), { recursive: true })
  }

  /** Starts one with these settings, options of Node and variables more. */
  async launch(sets: readonly string[] = [], { options = [], env = {} }: Special = {}): Promise<RunProcess> {
    const [port] = await freeTcpPorts(1)
    const own = [
      `redis.port=${this.#redisPort}`,
      `rules.paths=${this.#folder}`,
      'log.level=debug',
      `http.port=${port}`,
      ...sets,
    ]
    const program = startProgram(process.execPath, [...options, MAIN, 'run', ...this.#site.flags(own)], env)
    const one = { ...program, httpUrl: `http://127.0.0.1:${port}` }
    this.#all.push(one)
    return one
  }

  /** The same, and resolves when it runs. */
  async start(sets: readonly string[] = []): Promise<RunProcess> {
    const program = await this.launch(sets)
    await isRunning(program)
    return program
  }

  /** Those that run. */
  running(): readonly RunProcess[] {
    return this.#all.filter(one => one.isRunning())
  }

  /** What those have printed that have ended neither as they were asked to nor because they were killed. */
  async broken(): Promise<readonly string[]> {
    const ended = this.#all.filter(one => !one.isRunning())
    const ends = await Promise.all(ended.map(async one => ({ how: await one.ended, output: one.output() })))
    return ends
      .filter(({ how }) => how !== 0 && how !== 'SIGKILL')
      .map(({ how, output }) => `ended with ${how}:\n${output}`)
  }

  /** Ends all that still run. */
  async end(): Promise<void> {
    await Promise.all(this.#all.map(program => program.kill()))
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

async function isRunning(program: ChildProgram): Promise<void> {
  await waitUntil('the service runs', RUNNING_WITHIN_MS, async () => {
    program.assertRunning()
    return program.output().includes('is running')
  })
}
