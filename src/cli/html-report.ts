import { durationText } from '../core/duration.ts'
import type { Incident } from '../core/incident.ts'
import { isoOf } from '../core/iso.ts'
import { html, type Markup } from './html-text.ts'
import type { PlacedIncident, ReportData } from './report-data.ts'

/** Rows of a table at most; the rest is counted. */
const MOST_ROWS = 100
/** Width of the time line, in its own units. */
const WIDTH = 1_000

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #59636e; --line: #d1d9e0;
  --info: #0969da; --warning: #9a6700; --error: #cf222e; --critical: #8250df }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --soft: #9198a1; --line: #3d444d;
  --info: #4493f8; --warning: #d29922; --error: #f85149; --critical: #ab7df8 } }
body { font: 14px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 75rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .2rem .6rem; border-bottom: 1px solid var(--line) }
td.number { text-align: right } td.line { width: 45% } svg { width: 100%; height: 12px; display: block } code { overflow-wrap: anywhere }
.soft { color: var(--soft) } .info { color: var(--info); fill: var(--info) } .warning { color: var(--warning); fill: var(--warning) }
.error { color: var(--error); fill: var(--error) } .critical { color: var(--critical); fill: var(--critical) }
details { border-bottom: 1px solid var(--line); padding: .3rem 0 } summary { cursor: pointer }`

/**
 * A replay as one page: no script, nothing from outside, in the light or dark of whoever looks. All that comes from logs and
 * rules is escaped, and a policy forbids the page to load anything.
 */
export function htmlReport(data: ReportData): string {
  const { placed, shown, leftOut } = data
  const [beginMs, endMs] = spanOf(data)
  const all = placed.length + leftOut
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>sequor replay</title>
<style>${{ markup: STYLE }}
</style>
</head>
<body>
<h1>Replay</h1>
<p>${all} incidents${placed.length === 0 ? '' : `, ${isoOf(beginMs)} to ${isoOf(endMs)}`}</p>
<h2>Time line</h2>
${timeLine(placed, beginMs, endMs)}
${more(leftOut, 'incidents are not on the time line')}
<h2>Where most of it was</h2>
${topPlaces(placed)}
<h2>Undecided</h2>
${undecidedRows(data)}
<h2>What was read</h2>
${fileRows(data)}
<h2>Incidents</h2>
${shown.map(incidentPart)}
${more(all - shown.length, 'more incidents are not shown')}
</body>
</html>
`
  return page.markup
}

function spanOf({ placed, endMs }: ReportData): readonly [number, number] {
  const times = placed.flatMap(({ openedMs, resolvedMs }) => [openedMs, resolvedMs ?? openedMs])
  const least = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const greatest = times.reduce((a, b) => Math.max(a, b), Number.isFinite(endMs) ? endMs : Number.NEGATIVE_INFINITY)
  return [least, Math.max(greatest, least + 1)]
}

/** A row for each rule and place, those with most incidents first. */
function timeLine(placed: readonly PlacedIncident[], beginMs: number, endMs: number): Markup {
  const rows = [...Map.groupBy(placed, ({ rule, place }) => `${rule}\u0000${place}`).values()]
  const shown = rows.toSorted((a, b) => b.length - a.length).slice(0, MOST_ROWS)
  const x = (ms: number): number => Math.round(((ms - beginMs) / (endMs - beginMs)) * WIDTH)
  const bar = ({ openedMs, resolvedMs, severity, outcome }: PlacedIncident): Markup => {
    const from = Math.min(x(openedMs), WIDTH - 2)
    const title = `${outcome}, ${isoOf(openedMs)}${resolvedMs === null ? ', still open' : ` to ${isoOf(resolvedMs)}`}`
    return html`<rect class="${severity}" x="${from}" y="1" width="${Math.max(2, x(resolvedMs ?? endMs) - from)}" height="10"><title>${title}</title></rect>`
  }
  return html`<table class="timeline">
<tr><th>rule</th><th>where</th><th>incidents</th><th>when</th></tr>
${shown.map(
  row => html`<tr><td>${row[0]!.rule}</td><td>${row[0]!.place}</td><td class="number">${row.length}</td><td class="line"><svg viewBox="0 0 ${WIDTH} 12" preserveAspectRatio="none" role="img">${row.slice(0, WIDTH).map(bar)}</svg></td></tr>
`,
)}</table>
${more(rows.length - shown.length, 'more rows')}`
}

function topPlaces(placed: readonly PlacedIncident[]): Markup {
  const places = [...Map.groupBy(placed, ({ place }) => place)].toSorted(([, a], [, b]) => b.length - a.length)
  return html`<table>
<tr><th>where</th><th>incidents</th><th>still open</th></tr>
${places.slice(0, 20).map(
  ([
    place,
    all,
  ]) => html`<tr><td>${place}</td><td class="number">${all.length}</td><td class="number">${all.filter(({ resolvedMs }) => resolvedMs === null).length}</td></tr>
`,
)}</table>
${more(places.length - 20, 'more')}`
}

function undecidedRows({ undecided }: ReportData): Markup {
  if (undecided.length === 0) return html`<p class="soft">none</p>`
  return html`<table>
<tr><th>rule</th><th>key</th><th>its deadline, beyond the end of the log</th></tr>
${undecided.slice(0, MOST_ROWS).map(
  ({ rule, key, dueMs }) => html`<tr><td>${rule}</td><td>${key.join(', ')}</td><td>${isoOf(dueMs)}</td></tr>
`,
)}</table>
${more(undecided.length - MOST_ROWS, 'more')}`
}

function fileRows({ files }: ReportData): Markup {
  return html`<table>
<tr><th>file</th><th>lines</th><th>without a code</th><th>without a key</th><th>cut</th><th>clock far ahead</th><th>year</th></tr>
${files.slice(0, MOST_ROWS).map(
  ({
    name,
    linesRead,
    withoutCode,
    missingKey,
    linesCut,
    refusedJumps,
    assumedYearMs,
  }) => html`<tr><td>${name}</td>${[linesRead, withoutCode, missingKey, linesCut, refusedJumps].map(count => html`<td class="number">${count}</td>`)}<td>${assumedYearMs === null ? '' : 'assumed'}</td></tr>
`,
)}</table>
${more(files.length - MOST_ROWS, 'more files')}`
}

function incidentPart(incident: Incident): Markup {
  const { id, opened_at, resolved_at, severity, outcome, summary, rule, resolution, elapsed_ms, count } = incident
  const ended = resolved_at === null ? 'still open' : `${resolution ?? 'resolved'} ${resolved_at}`
  return html`<details>
<summary><span class="soft">${opened_at}</span> <b class="${severity}">${severity}</b> ${summary} <span class="soft">${rule.id}</span></summary>
<p>${outcome}, ${ended}, after ${durationText(elapsed_ms)}; ${count} lines counted; incident <code>${id}</code></p>
<table>
${incident.events.map(
  ({
    time,
    code,
    host,
    text,
    origin,
  }) => html`<tr><td>${time}</td><td>${host ?? ''}</td><td><code>${code === null ? text : `${code}: ${text}`}</code></td><td class="soft">${`${origin.topic}:${origin.line ?? origin.offset}`}</td></tr>
`,
)}</table>
${more(incident.events_omitted, 'lines between them are left out')}
${incident.actions.length === 0 ? '' : html`<ul>${incident.actions.map(action => html`<li>${action}</li>`)}</ul>`}
</details>
`
}

function more(count: number, what: string): Markup {
  return count > 0 ? html`<p class="soft">${count} ${what}</p>` : html``
}
