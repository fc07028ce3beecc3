/** A safeguard taken away: a text of a file of `src/` and what stands in its place. */
export interface Mutant {
  /** Number of the rule in docs/protocol.md. */
  readonly rule: number
  /** What the safeguard does. */
  readonly safeguard: string
  readonly file: string
  readonly from: string
  readonly to: string
}

const mutant = (rule: number, safeguard: string, file: string, [from, to]: readonly [string, string]): Mutant => ({
  ...{ rule, safeguard, file: `src/${file}`, from, to },
})

const INPUT = 'app/input-partition.ts'
const TAG = 'app/tag-loop.ts'
const FOLD = 'core/fold.ts'
const OWNER = 'app/shard-owner.ts'
const CORRELATE = 'app/correlate-loop.ts'
const PUBLISHER = 'adapters/kafka/shard-publisher.ts'
const APPEND = 'adapters/kafka/append.ts'
const HALVE = 'app/halve-record.ts'

/** Every safeguard of the protocol that a simulated world can tell from none. */
export const MUTANTS: readonly Mutant[] = [
  mutant(1, 'a partition begins where the group has committed', TAG, [
    'Math.max(base, committed[partition] ?? base)',
    'Math.max(base, bounds[partition]?.end ?? base)',
  ]),
  mutant(1, 'a partition begins at its base', TAG, [
    'Math.max(base, committed[partition] ?? base)',
    'committed[partition] ?? 0',
  ]),
  mutant(5, 'a frame says where it begins', INPUT, ['from: told.sent,', 'from: this.start.base,']),
  mutant(5, 'a tagger that has a partition again goes on where it was', TAG, [
    'this.#ports.reader.seek(start.topic, start.partition, next)',
    'continue',
  ]),
  mutant(6, 'a promise leaves the time of disorder', INPUT, [
    '- layout.disorderMs - layout.reorderMs',
    '- layout.reorderMs',
  ]),
  mutant(6, 'a promise leaves the time of reordering', INPUT, [
    '- layout.disorderMs - layout.reorderMs',
    '- layout.disorderMs',
  ]),
  mutant(6, 'promises leave the error of clocks', INPUT, [
    'this.#promising = promising',
    'this.#promising = { ...promising, clockErrorMs: 0 }',
  ]),
  mutant(6, 'a partition is silent only if it is read to the end that was asked for', INPUT, [
    'if (end > this.#next) return',
    'void end',
  ]),
  mutant(6, 'no promise goes beyond when partitions were counted', INPUT, [
    'Math.min(known, countedMs - clockErrorMs)',
    'known + 0 * countedMs * clockErrorMs',
  ]),
  mutant(6, 'a part of a record promises what rests on its own matches', HALVE, [
    'Math.min(frame.promise, arrivedMs - layout.disorderMs - layout.reorderMs)',
    'frame.promise + 0 * arrivedMs * layout.reorderMs',
  ]),
  mutant(7, 'a record says how many partitions there are', 'app/frame-sender.ts', [
    '{ generation, rules, partitions, frames:',
    '{ generation, rules, partitions: { lines: Math.min(1, partitions.lines!) }, frames:',
  ]),
  mutant(7, 'a record names the rules by which it was tagged', 'app/frame-sender.ts', [
    '{ generation, rules, partitions, frames:',
    "{ generation, rules: '0'.repeat(rules.length), partitions, frames:",
  ]),
  mutant(8, 'every shard is told of every partition', TAG, [
    'await this.#send(inputs, () => true)',
    'await this.#send(inputs, shard => shard === 0)',
  ]),
  mutant(9, 'a record is sent again until it is confirmed', 'app/insist.ts', [
    'await clock.wait(waitMs, signal)',
    'return undefined as never',
  ]),
  mutant(9, 'an answer that confirms nothing is a failure', APPEND, [
    'if (!written.some(answer => isOf(answer, topic, partition)))',
    'if (written === undefined)',
  ]),
  mutant(10, 'what is committed stands in every shard', INPUT, [
    'return Math.min(...this.#shards.map(({ acknowledged }) => acknowledged))',
    'return Math.max(...this.#shards.map(({ acknowledged }) => acknowledged))',
  ]),
  mutant(10, 'what is committed is confirmed', INPUT, [
    'return Math.min(...this.#shards.map(({ acknowledged }) => acknowledged))',
    'return this.#next',
  ]),
  mutant(11, 'a tagger reads again what a shard lacks', TAG, ['if (gaps.length === 0) continue', 'continue']),
  mutant(11, 'what is read again has a new name', TAG, [
    'const start = { topic, partition, base, from, stream: this.#options.newStream() }',
    'const start = { topic, partition, base, from, stream }',
  ]),
  mutant(12, 'frames go on over what was deleted', TAG, ['if (begin <= input.next) return', 'return']),
  mutant(12, 'frames go on where nothing is left', TAG, ['if (begin === end) this.#skipLost(input, begin)', '']),
  mutant(12, 'what cannot be handled has its letter before anything goes past it', TAG, [
    'await insist(() => this.#ports.deadLetters.write(letter), this.#insisting)',
    'await this.#ports.deadLetters.write(letter).catch(() => {})',
  ]),
  mutant(13, 'a frame beyond what is known is skipped', FOLD, [
    'if (frame.from > known.next && !isAccepted)',
    'if (known === null && !isAccepted)',
  ]),
  mutant(13, 'a match that is known is skipped', FOLD, ['if (match.offset < known.next)', 'if (known === null)']),
  mutant(13, 'what is known never becomes less', FOLD, [
    'known.next = Math.max(known.next, frame.to)',
    'known.next = frame.to',
  ]),
  mutant(14, 'a partition of which nothing is promised holds the frontier back', FOLD, [
    '?.promise ?? Number.NEGATIVE_INFINITY\n      if',
    '?.promise ?? Number.POSITIVE_INFINITY\n      if',
  ]),
  mutant(14, 'partitions never become fewer', FOLD, [
    'sources[topic] = Math.max(sources[topic] ?? 0, count)',
    'sources[topic] = count',
  ]),
  mutant(14, 'the frontier waits for the least promise', FOLD, [
    'if (promise < least) least = promise',
    'if (promise < least || promise > Number.NEGATIVE_INFINITY) least = promise',
  ]),
  mutant(16, 'a line at the frontier waits', FOLD, ['held.match.line.at < lines ?', 'held.match.line.at <= lines ?']),
  mutant(16, 'a deadline at the frontier waits', FOLD, ['due.at < deadlines &&', 'due.at <= deadlines &&']),
  mutant(16, 'lines wait for their turn', FOLD, [
    'if (held.match.line.at >= state.frontier) {',
    'if (held === null) {',
  ]),
  mutant(19, 'an owner takes over before it reads what is published', PUBLISHER, [
    'transaction = await producer.transaction()\n      const committed = await lookups.committed(options.cursorGroup, options.matchesTopic)',
    'const committed = await lookups.committed(options.cursorGroup, options.matchesTopic)\n      transaction = await producer.transaction()',
  ]),
  mutant(20, 'what Kafka says is published, also if the windows lag behind', OWNER, [
    'Math.max(published, stored?.position ?? 0)',
    'stored?.position ?? 0 * published',
  ]),
  mutant(21, 'an owner takes the next record and no later one', CORRELATE, [
    'if (batch.from > owner.position) {',
    'if (batch.from < 0) {',
  ]),
  mutant(22, 'what is published already is not published again', OWNER, [
    'return isPublished ? [] : found',
    'return found',
  ]),
  mutant(23, 'windows are stored behind the publication', OWNER, [
    'await this.#publish(outputs)\n      await this.store()',
    'await this.store()\n      await this.#publish(outputs)',
  ]),
  mutant(23, 'the position is published in the transaction', PUBLISHER, ['await addPosition(running, {', 'void ({']),
  mutant(24, 'an owner whose save is refused drops the shard', OWNER, [
    "if (answer === 'refused')",
    'if (answer === null)',
  ]),
  mutant(25, 'after a doubt the published position is asked for', OWNER, [
    'const published = await publisher.open()',
    'const published = 0 * (await publisher.open())',
  ]),
  mutant(25, 'what was not published is published again', OWNER, ['if (published >= next) return true', 'return true']),
  mutant(25, 'what another has published in part is left to him', OWNER, [
    'if (published !== this.#published)',
    'if (published < 0)',
  ]),
  mutant(25, 'an owner that was taken over does not take over at once', OWNER, [
    'if (error instanceof FencedError) throw new TakenOverError(error.message, { cause: error })',
    'void FencedError',
  ]),
  mutant(26, 'windows that are built again do not take the published position back', OWNER, [
    'const next = Math.max(this.#position, this.#published)',
    'const next = this.#position',
  ]),
  mutant(26, 'a gap is asked for', OWNER, ['await this.#askForGaps()', '']),
]
