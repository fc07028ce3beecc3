import { expect, it } from 'vitest'
import { startKafka } from '../support/kafka/start-kafka.ts'
import { pause } from '../support/service/bench-site.ts'
import { expectEveryRevisionOnce, onScene } from '../support/service/run-scene.ts'

const AWAY_MS = 25_000

it('sequor run waits while all brokers are away, says so, and publishes every revision once', async () => {
  const kafka = await startKafka({ own: true })
  try {
    await onScene(kafka, { partitions: 3, shards: 3 }, async scene => {
      const { site, processes } = scene
      const running = [await processes.start(), await processes.start()]
      await site.sendLines(8_000, 3, 1)
      kafka.freeze()
      await pause(AWAY_MS)
      for (const process of running) {
        process.assertRunning()
        expect((await fetch(`${process.httpUrl}/livez`)).status).toBe(200)
        const ready = await fetch(`${process.httpUrl}/readyz`)
        expect(ready.status).toBe(503)
        expect(await ready.text()).toContain('waits for kafka')
      }
      kafka.thaw()
      await site.sendLines(8_000, 3, 2)
      await expectEveryRevisionOnce(scene)
      expect(running[0]!.output()).toMatch(/"level":"(?:warn|error)","message":"kafka: /)
    })
  } finally {
    kafka.thaw()
    await kafka.stop()
  }
})
