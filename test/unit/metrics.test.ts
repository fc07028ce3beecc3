import { DiagConsoleLogger, DiagLogLevel, diag, metrics } from '@opentelemetry/api'
import { DataPointType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { processWatch } from '../../src/adapters/telemetry/process-status.ts'
import { registerInstruments } from '../../src/adapters/telemetry/register-instruments.ts'
import { DELIVER_INSTRUMENTS } from '../../src/app/deliver-metrics.ts'
import type { Instrument } from '../../src/app/instrument.ts'
import { INSTRUMENTS, type Observed } from '../../src/app/metrics.ts'
import { METRICS_FORMATS, metricsText, prometheusName } from '../../src/app/metrics-text.ts'
import { deliverObserved, observed } from '../support/observed.ts'
import { parseMetrics } from '../support/parse-metrics.ts'

const watch = processWatch('1.2.3')
const STARTING: Observed = {
  nowMs: 1_000,
  service: null,
  hindrances: {},
  ruleChanges: { taken: 0, refused: 0, fault: null },
  process: watch(),
}

/** Every series, by name, with its attributes in order. */
function seriesOf(name: string, attributes: Readonly<Record<string, unknown>>): string {
  return `${name} ${JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)))}`
}

describe('the list of metrics', () => {
  it.each([
    ['run', INSTRUMENTS],
    ['deliver', DELIVER_INSTRUMENTS],
  ])('of `%s` has names, attributes and units as OpenTelemetry wants them, each once', (_, instruments) => {
    for (const { name, unit, attributes, description } of instruments) {
      expect(name).toMatch(/^[a-z][a-z0-9]*(?:[._][a-z0-9]+)+$/)
      expect(unit).toMatch(/^(?:|s|By|\{[a-z]+\})$/)
      expect(description).toMatch(/^[A-Z].*\.$/)
      for (const attribute of attributes) expect(attribute).toMatch(/^[a-z]+$/)
    }
    expect(new Set(instruments.map(prometheusName)).size).toBe(instruments.length)
  })

  it('knows no attribute of which there may be any number', () => {
    const attributes = new Set([...INSTRUMENTS, ...DELIVER_INSTRUMENTS].flatMap(each => each.attributes))
    expect([...attributes].sort()).toEqual([
      'failure',
      'flag',
      'kind',
      'node',
      'outcome',
      'partition',
      'reason',
      'set',
      'shard',
      'topic',
      'version',
    ])
  })

  it('reads the attributes that it names, and only numbers', () => {
    const isRight = <T>(instruments: readonly Instrument<T>[], now: T) => {
      for (const { attributes, read } of instruments)
        for (const reading of read(now)) {
          expect(Object.keys(reading.attributes)).toEqual(attributes)
          expect(reading.value).toSatisfy(Number.isFinite)
        }
    }
    fc.assert(fc.property(observed, now => isRight(INSTRUMENTS, now)))
    fc.assert(fc.property(deliverObserved, now => isRight(DELIVER_INSTRUMENTS, now)))
  })

  it('means the same by a name that both have', () => {
    const meaning = ({ kind, unit, description, attributes }: Instrument<never>) => [
      kind,
      unit,
      description,
      attributes,
    ]
    const ofRun = new Map(INSTRUMENTS.map(each => [each.name, meaning(each)]))
    const shared = DELIVER_INSTRUMENTS.filter(({ name }) => ofRun.has(name))
    expect(shared.map(({ name }) => name)).toContain('sequor.dead_letters')
    for (const each of shared) expect(meaning(each)).toEqual(ofRun.get(each.name))
  })
})

describe('/metrics', () => {
  it.each([
    [{ name: 'sequor.input.hold_back', kind: 'gauge', unit: 's' }, 'sequor_input_hold_back_seconds'],
    [{ name: 'process.memory.usage', kind: 'gauge', unit: 'By' }, 'process_memory_usage_bytes'],
    [{ name: 'sequor.tag.lost', kind: 'counter', unit: '{record}' }, 'sequor_tag_lost_total'],
    [{ name: 'sequor.build.info', kind: 'gauge', unit: '' }, 'sequor_build_info'],
  ] as const)('calls %o %s', (instrument, name) => expect(prometheusName(instrument)).toBe(name))

  it.each(METRICS_FORMATS)('has every metric of the list, and no other, while the service starts: %s', format => {
    const families = parseMetrics(metricsText(INSTRUMENTS, STARTING, format), format)
    const wanted = INSTRUMENTS.map(each =>
      format === 'openmetrics' ? prometheusName(each).replace(/_total$/, '') : prometheusName(each),
    )
    expect([...families.keys()]).toEqual(wanted)
    expect([...families.values()].map(({ type }) => type)).toEqual(INSTRUMENTS.map(({ kind }) => kind))
    expect([...families.values()].map(({ help }) => help)).toEqual(INSTRUMENTS.map(each => each.description))
  })

  it.each(METRICS_FORMATS)('can be read back, whatever topics and reasons are called: %s', format => {
    fc.assert(
      fc.property(observed, now => {
        const read = [...parseMetrics(metricsText(INSTRUMENTS, now, format), format).values()]
        const wanted = INSTRUMENTS.map(each =>
          each.read(now).map(({ value, attributes }) => [{ ...attributes }, value]),
        )
        expect(read.map(({ samples }) => samples.map(({ labels, value }) => [labels, value]))).toEqual(wanted)
      }),
    )
  })
})

class Collector extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

describe('OpenTelemetry', () => {
  afterEach(() => {
    metrics.disable()
    diag.disable()
  })

  it('is told the same as Prometheus', async () => {
    const complaints: unknown[] = []
    const logger = new DiagConsoleLogger()
    logger.error = (...words) => complaints.push(words)
    logger.warn = (...words) => complaints.push(words)
    diag.setLogger(logger, DiagLogLevel.WARN)
    const asserting = fc.asyncProperty(observed, async now => {
      // A new one each time: an SDK goes on to tell of series that are gone.
      const reader = new Collector()
      metrics.disable()
      metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
      const unregister = registerInstruments(INSTRUMENTS, '1.2.3', () => now)
      const { resourceMetrics, errors } = await reader.collect()
      unregister()
      expect(errors).toEqual([])
      const told = resourceMetrics.scopeMetrics.flatMap(scope =>
        scope.metrics.flatMap(metric => {
          const { name, unit } = metric.descriptor
          const kind = metric.dataPointType === DataPointType.SUM && metric.isMonotonic ? 'counter' : 'gauge'
          return metric.dataPoints.map(({ attributes, value }) => [
            seriesOf(prometheusName({ name, unit, kind }), attributes),
            value,
          ])
        }),
      )
      const text = metricsText(INSTRUMENTS, now, 'prometheus')
      const scraped = [...parseMetrics(text, 'prometheus').values()].flatMap(({ samples }) =>
        samples.map(({ name, labels, value }) => [seriesOf(name, labels), value]),
      )
      expect(Object.fromEntries(told)).toEqual(Object.fromEntries(scraped))
    })
    await fc.assert(asserting, { numRuns: 30 })
    expect(complaints).toEqual([])
  })

  it('is not needed', () => {
    registerInstruments(INSTRUMENTS, '1.2.3', () => STARTING)()
  })
})

describe('the numbers of the process', () => {
  it('are those of this process', () => {
    const { startedMs, version, nodeVersion, heapBytes, residentBytes } = watch()
    expect(Math.abs(startedMs + performance.now() - Date.now())).toBeLessThan(60_000)
    expect([version, nodeVersion]).toEqual(['1.2.3', process.versions.node])
    expect(heapBytes).toBeGreaterThan(1e6)
    expect(residentBytes).toBeGreaterThan(heapBytes)
  })

  it('show a loop that stood still', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const own = processWatch('1.2.3')
    setTimeout(() => {
      for (const end = performance.now() + 200; performance.now() < end; );
      setTimeout(resolve, 50)
    }, 30)
    await promise
    expect(own().loopDelayP99Ms).toBeGreaterThan(100)
  })
})
