import { type BatchObservableResult, metrics, type Observable } from '@opentelemetry/api'
import type { Instrument } from '../../app/instrument.ts'

/**
 * Gives the metrics to the OpenTelemetry SDK of this process, if one was registered before; without one this does nothing.
 * The SDK asks whenever it exports.
 */
export function registerInstruments<Observed>(
  instruments: readonly Instrument<Observed>[],
  version: string,
  observe: () => Observed,
): () => void {
  const meter = metrics.getMeter('sequor', version)
  const observables = new Map<Observable, Instrument<Observed>>()
  for (const instrument of instruments) {
    const { name, kind, unit, description } = instrument
    const options = { unit, description }
    const isCounter = kind === 'counter'
    observables.set(
      isCounter ? meter.createObservableCounter(name, options) : meter.createObservableGauge(name, options),
      instrument,
    )
  }
  const tell = (result: BatchObservableResult) => {
    const observed = observe()
    for (const [observable, { read }] of observables)
      for (const { value, attributes } of read(observed)) result.observe(observable, value, { ...attributes })
  }
  meter.addBatchObservableCallback(tell, [...observables.keys()])
  return () => meter.removeBatchObservableCallback(tell, [...observables.keys()])
}
