import { defineConfig } from 'vitest/config'

/** `quick` is what `npm run check` runs before every commit; `full` holds laws over many seeds, the commands and the documents; `service` what needs a Kafka. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'quick',
          include: ['test/unit/**/*.test.ts', 'test/architecture/**/*.test.ts'],
          // A machine may be busy: a test that hangs is told of late, and none that is only slow is.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'full',
          include: [
            'test/property/**/*.test.ts',
            'test/contract/**/*.test.ts',
            'test/cli/**/*.test.ts',
            'test/rules/**/*.test.ts',
            'test/docs/**/*.test.ts',
            'test/corpora/**/*.test.ts',
            'test/shippers/**/*.test.ts',
            'test/deploy/**/*.test.ts',
          ],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'service',
          include: ['test/service/**/*.test.ts', 'test/deliver/**/*.test.ts'],
          globalSetup: ['test/support/kafka/one-kafka.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
