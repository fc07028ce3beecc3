import { execFile } from 'node:child_process'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startProgram } from '../support/child-program.ts'
import { kafkaClient } from '../support/kafka/kafka-client.ts'
import { readTopics } from '../support/kafka/read-topics.ts'
import { lackingForKafka } from '../support/kafka/start-kafka.ts'
import { lackingForRedis, redisServer } from '../support/redis/redis-server.ts'
import { REPOSITORY, textOf } from '../support/repository.ts'
import { waitUntil } from '../support/wait-until.ts'

const lacking = (await lackingForKafka()) ?? (await lackingForRedis())
const skipped = lacking !== null && !process.env['CI']

const STACK = fileURLToPath(new URL('../support/stack/run-stack.ts', import.meta.url))
/** Empty: the stack starts its own, whatever the run was given. */
const OWN = { SEQUOR_TEST_KAFKA: '', SEQUOR_TEST_REDIS: '' }

/** Whether somebody takes connections at `host:port`. */
function listens(address: string): Promise<boolean> {
  const [host, port] = address.split(':')
  return new Promise(resolve => {
    const socket = connect(Number(port), host, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

describe.skipIf(skipped)(`npm run stack${skipped ? ` (skipped: ${lacking} is missing)` : ''}`, () => {
  it('starts both with the topics of the sample, and what it says to do next can be done', async () => {
    const stack = startProgram(process.execPath, [STACK], OWN)
    onTestFinished(stack.stop)
    const said = await waitUntil('the stack says what to do next', 120_000, () => {
      stack.assertRunning()
      return stack.output().includes('Ctrl-C ends both') && stack.output()
    })
    expect(said.match(/^created /gm)).toHaveLength(8)
    const commands = [...said.matchAll(/^ {2}(\S.*)$/gm)].map(([, command]) => command!)
    expect(commands).toHaveLength(3)
    const [start, produce] = commands.map(command => command.replace('npm run -s sequor --', '"$NODE" src/sequor.js'))
    const env = { NODE: process.execPath }
    const service = startProgram('sh', ['-c', `cd '${REPOSITORY}' && exec ${start}`], env)
    onTestFinished(service.stop)
    await waitUntil('the service runs', 60_000, () => {
      service.assertRunning()
      return service.output().includes('is running')
    })
    await promisify(execFile)('sh', ['-c', produce!], { cwd: REPOSITORY })
    const broker = /^Kafka (\S+), /m.exec(said)![1]!
    const written = textOf('examples/wlc-site.log').trimEnd().split('\n').length
    const records = await readTopics(kafkaClient([broker]), {
      topics: ['syslog'],
      withinMs: 60_000,
      isAll: read => read.length >= written,
    })
    expect(records).toHaveLength(written)
    const both = [broker, /, Redis (\S+), /.exec(said)![1]!]
    expect(await Promise.all(both.map(listens))).toEqual([true, true])
    service.signal('SIGTERM')
    expect(await service.ended).toBe(0)
    await stack.stop()
    expect(await Promise.all(both.map(listens))).toEqual([false, false])
  })

  it('takes a Redis that is named, and leaves it running', async () => {
    const own = await redisServer()
    onTestFinished(own.stop)
    process.env['SEQUOR_TEST_REDIS'] = own.address
    onTestFinished(() => {
      delete process.env['SEQUOR_TEST_REDIS']
    })
    const named = await redisServer()
    expect(named.address).toBe(own.address)
    await named.stop()
    expect((await redisServer()).address).toBe(own.address)
  })
})

describe('npm run stack, where something is missing', () => {
  it('says what, and how to get it', async () => {
    const run = promisify(execFile)(process.execPath, [STACK], { env: { ...OWN, PATH: '/nowhere' } })
    await expect(run).rejects.toMatchObject({
      code: 4,
      stderr: expect.stringMatching(
        /missing on this machine: Java, redis-server[\s\S]*apt-get install[\s\S]*SEQUOR_TEST_KAFKA/,
      ),
    })
  })
})
