import { lackingForKafka, startKafka } from './start-kafka.ts'

/**
 * One Kafka for all tests of a run that ask for no other: `SEQUOR_TEST_KAFKA` names it to them, so each uses names of its own.
 * Starts none where something for it is missing; the tests say so.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if ((await lackingForKafka()) !== null) return undefined
  const { brokers, stop } = await startKafka()
  process.env['SEQUOR_TEST_KAFKA'] = brokers.join(',')
  return stop
}
