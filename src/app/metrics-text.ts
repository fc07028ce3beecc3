import type { Instrument, Meaning, Reading } from './instrument.ts'

/** How /metrics is written: https://prometheus.io/docs/instrumenting/exposition_formats, and OpenMetrics 1.0. */
export const METRICS_FORMATS = ['prometheus', 'openmetrics'] as const
export type MetricsFormat = (typeof METRICS_FORMATS)[number]

type Named = Pick<Meaning, 'name' | 'kind' | 'unit'>

const UNITS: Readonly<Record<string, string>> = { s: 'seconds', By: 'bytes' }

/**
 * The name that Prometheus knows a metric by, by the rules of OpenTelemetry: dots are underscores, the unit is its end, and
 * a counter ends with `_total`.
 *
 * https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics
 */
export function prometheusName(instrument: Named): string {
  const family = familyOf(instrument)
  return instrument.kind === 'counter' ? `${family}_total` : family
}

function familyOf({ name, unit }: Pick<Named, 'name' | 'unit'>): string {
  const { [unit]: word } = UNITS
  const family = name.replaceAll('.', '_')
  return word === undefined ? family : `${family}_${word}`
}

/** The metrics as they are now, as text that ends with a newline. */
export function metricsText<Observed>(
  instruments: readonly Instrument<Observed>[],
  observed: Observed,
  format: MetricsFormat,
): string {
  const families = instruments.map(each => [...headOf(each, format), ...each.read(observed).map(sampleOf(each))])
  return [...families.flat(), ...(format === 'openmetrics' ? ['# EOF'] : []), ''].join('\n')
}

function headOf(instrument: Meaning, format: MetricsFormat): readonly string[] {
  const { kind, unit, description } = instrument
  if (format === 'prometheus') {
    const name = prometheusName(instrument)
    return [`# HELP ${name} ${escaped(description, /[\\\n]/g)}`, `# TYPE ${name} ${kind}`]
  }
  const family = familyOf(instrument)
  const units = UNITS[unit] === undefined ? [] : [`# UNIT ${family} ${UNITS[unit]}`]
  return [`# TYPE ${family} ${kind}`, ...units, `# HELP ${family} ${escaped(description)}`]
}

function sampleOf(instrument: Named): (reading: Reading) => string {
  const name = prometheusName(instrument)
  return ({ value, attributes }) => {
    const labels = Object.entries(attributes).map(([label, text]) => `${label}="${escaped(text)}"`)
    return `${name}${labels.length === 0 ? '' : `{${labels.join(',')}}`} ${value}`
  }
}

function escaped(text: string, special = /[\\\n"]/g): string {
  return text.replace(special, character => (character === '\n' ? '\\n' : `\\${character}`))
}
