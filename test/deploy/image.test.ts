import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ANY_USER, buildRootfs, enterRootfs, lackingForRootfs } from '../support/deploy/rootfs.ts'
import { freeTcpPorts } from '../support/free-ports.ts'
import { REPOSITORY, textOf } from '../support/repository.ts'
import { runSequor } from '../support/run-sequor.ts'

interface Manifest {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

const manifest = JSON.parse(textOf('package.json')) as Manifest
const lacking = process.env['CI'] ? null : lackingForRootfs()

describe.skipIf(lacking !== null)(
  `the root file system of the image${lacking === null ? '' : ` (no ${lacking})`}`,
  () => {
    let root: string
    beforeAll(async () => {
      root = mkdtempSync(join(tmpdir(), 'sequor-rootfs-'))
      await buildRootfs(root)
    }, 120_000)
    afterAll(() => rmSync(root, { recursive: true, force: true }))

    const run = (args: readonly string[], input = '') => {
      const entered = enterRootfs(root, args)
      entered.stdin.end(input)
      return entered.ended
    }

    it('starts as any user, and says its version', async () => {
      expect(await run(['--version'])).toEqual({ code: 0, stdout: `sequor ${manifest.version}\n`, stderr: '' })
    })

    it('replays a log with the shipped rules as sequor does outside', async () => {
      const log = textOf('examples/wlc-site.log')
      const args = ['replay', '-', '--format', 'ndjson', '--year', '2026']
      const [inside, outside] = await Promise.all([run(args, log), runSequor(args, { input: log })])
      expect(inside).toEqual(outside)
      expect(inside.stdout.split('\n').length).toBeGreaterThan(10)
    })

    it('stops at SIGTERM as the first process, which no signal ends by itself, and ends with 0', async () => {
      const [broker, redis, http] = (await freeTcpPorts(3)) as [number, number, number]
      const entered = enterRootfs(root, ['run'], {
        SEQUOR_LINES__TOPICS: 'syslog',
        SEQUOR_KAFKA__BROKERS: `127.0.0.1:${broker}`,
        SEQUOR_REDIS__HOST: '127.0.0.1',
        SEQUOR_REDIS__PORT: String(redis),
        SEQUOR_HTTP__PORT: String(http),
      })
      onTestFinished(() => void entered.kill())
      const pid = await entered.firstProcess('waits')
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      expect(status).toMatch(/^NSpid:\t\d+\t1$/m)
      expect(status).toMatch(new RegExp(`^Uid:\t${ANY_USER}\t`, 'm'))
      expect(readFileSync(`/proc/${pid}/mounts`, 'utf8')).toMatch(/^\S+ \/ \S+ ro,/m)
      process.kill(pid, 'SIGTERM')
      expect(await entered.ended).toMatchObject({ code: 0 })
    })

    it('holds what sequor needs to run, and nothing to develop with', () => {
      const packages = join(root, 'opt/sequor/node_modules')
      for (const name of Object.keys(manifest.dependencies)) expect(existsSync(join(packages, name)), name).toBe(true)
      const tools = Object.keys(manifest.devDependencies).filter(name => existsSync(join(packages, name)))
      expect(tools).toEqual([])
      // Where the loader of programs stands depends on the processor.
      const folders = readdirSync(root).filter(name => !name.startsWith('lib'))
      expect(folders.sort()).toEqual(['dev', 'etc', 'opt', 'proc', 'sys', 'tmp', 'usr'])
      expect(readdirSync(join(root, 'usr/local/bin'))).toEqual(['node'])
    })

    it('has a list of its parts beside it: every package that is there, and Node', () => {
      const app = join(root, 'opt/sequor')
      const sbom = JSON.parse(readFileSync(join(app, 'sbom.cdx.json'), 'utf8')) as { components: { name: string }[] }
      const listed = sbom.components.map(({ name }) => name)
      const installed = readdirSync(join(app, 'node_modules'))
        .filter(name => !name.startsWith('.'))
        .flatMap(name => (name.startsWith('@') ? scoped(app, name) : [name]))
      expect(listed.toSorted()).toEqual([...installed, 'node'].sort())
    })
  },
)

describe('the Dockerfile', () => {
  const dockerfile = textOf('deploy/image/Dockerfile')

  it('copies what there is, and all that the root file system is built of', () => {
    const copied = [...dockerfile.matchAll(/^COPY ((?!--).*) \S+$/gm)].flatMap(([, names]) => names!.split(' '))
    expect(copied.filter(path => !existsSync(join(REPOSITORY, path)))).toEqual([])
    const allowed = textOf('.dockerignore').match(/^!.*$/gm)!
    expect(allowed.map(line => line.slice(1)).toSorted()).toEqual(copied.toSorted())
  })

  it('says the version of the package, and a user by number', () => {
    expect(dockerfile).toContain(`\nARG VERSION=${manifest.version}\n`)
    expect(dockerfile).toMatch(/^USER \d+:\d+$/m)
  })
})

function scoped(app: string, scope: string): string[] {
  return readdirSync(join(app, 'node_modules', scope)).map(name => `${scope}/${name}`)
}
