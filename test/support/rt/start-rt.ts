import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type ChildProgram, startProgram } from '../child-program.ts'
import { freeTcpPorts } from '../free-ports.ts'
import { waitUntil } from '../wait-until.ts'

const SERVER = '/usr/share/request-tracker5/libexec/rt-server'
const SETUP = '/usr/sbin/rt-setup-database-5'
const DATA = fileURLToPath(new URL('initialdata.pl', import.meta.url))
const TOKEN = `use lib "/usr/share/request-tracker5/lib"; use RT -init;
my $user = RT::CurrentUser->new(RT->SystemUser); $user->Load("sequor");
my ($id, $message, $token) = RT::AuthToken->new($user)->Create(Owner => $user->id, Description => "test");
print $token // die $message;`

/** A Request Tracker of our own. */
export interface RequestTrackerServer {
  readonly port: number
  readonly token: string
  /** Ends it in the middle of whatever it does, and starts it again with what it had written. */
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts a Request Tracker 5 of Debian's packages, with SQLite, in a folder of its own. Takes some ten seconds. */
export async function startRt(): Promise<RequestTrackerServer> {
  if (!existsSync(SERVER))
    throw new Error(
      'Request Tracker 5 is missing on this machine: test/support/install-system-packages.sh gets it, as root',
    )
  const folder = mkdtempSync(join(tmpdir(), 'sequor-rt-'))
  for (const name of ['config', 'mason', 'session']) mkdirSync(join(folder, name))
  const [port] = (await freeTcpPorts(1)) as [number]
  writeFileSync(join(folder, 'site.pm'), siteConfig(folder, port))
  const env = { RT_SITE_CONFIG: join(folder, 'site.pm'), RT_SITE_CONFIG_DIR: join(folder, 'config') }
  const run = (command: string, args: readonly string[]) =>
    promisify(execFile)(command, args, { env: { ...process.env, ...env } })
  await run(SETUP, ['--action', 'init', '--skip-create'])
  await run(SETUP, ['--action', 'insert', '--datafile', DATA])
  const { stdout: token } = await run('perl', ['-e', TOKEN])
  let program: ChildProgram
  const start = async () => {
    program = startProgram(SERVER, ['--host', '127.0.0.1', '--port', String(port), '--max-workers', '3'], env)
    await waitUntil('Request Tracker answers', 60_000, () => {
      program.assertRunning()
      return fetch(`http://127.0.0.1:${port}/REST/2.0/rt`).then(
        ({ status }) => status === 401,
        () => false,
      )
    })
  }
  await start()
  return {
    port,
    token,
    restart: async () => {
      await program.stop()
      await start()
    },
    stop: async () => {
      await program.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function siteConfig(folder: string, port: number): string {
  const settings = {
    ...{ rtname: 'rt.example.org', Organization: 'rt.example.org' },
    ...{ DatabaseType: 'SQLite', DatabaseName: join(folder, 'rtdb') },
    ...{ WebDomain: '127.0.0.1', WebPort: port, WebPath: '', WebBaseURL: `http://127.0.0.1:${port}` },
    ...{ WebURL: `http://127.0.0.1:${port}/`, MailCommand: 'testfile', LogToSTDERR: 'error' },
  }
  const lines = Object.entries(settings).map(([name, value]) => `Set($${name}, '${value}');`)
  const folders = `$RT::VarPath = '${folder}'; $RT::MasonDataDir = '${folder}/mason'; $RT::MasonSessionDir = '${folder}/session';`
  return [...lines, 'Set($LogToSyslog, undef);', folders, '1;', ''].join('\n')
}
