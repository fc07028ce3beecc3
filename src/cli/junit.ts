/** One case of a report: it failed if there are failures. */
export interface JunitCase {
  readonly suite: string
  readonly name: string
  readonly failures: readonly string[]
}

/** A JUnit report in the form that CI servers read (`testsuites` / `testsuite` / `testcase` / `failure`). */
export function junitOf(name: string, cases: readonly JunitCase[]): string {
  const suites = Map.groupBy(cases, one => one.suite)
  const failed = cases.filter(({ failures }) => failures.length > 0).length
  const body = [...suites].map(([suite, inSuite]) => suiteOf(suite, inSuite))
  const head = `<testsuites name="${escaped(name)}" tests="${cases.length}" failures="${failed}">`
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${body.join('')}</testsuites>\n`
}

function suiteOf(suite: string, cases: readonly JunitCase[]): string {
  const failed = cases.filter(({ failures }) => failures.length > 0).length
  const head = `  <testsuite name="${escaped(suite)}" tests="${cases.length}" failures="${failed}">`
  return `${head}\n${cases.map(caseOf).join('')}  </testsuite>\n`
}

function caseOf({ suite, name, failures }: JunitCase): string {
  const head = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}"`
  if (failures.length === 0) return `${head}/>\n`
  const message = escaped(failures[0]!.split('\n', 1)[0]!)
  return `${head}>\n      <failure message="${message}">${escaped(failures.join('\n'))}</failure>\n    </testcase>\n`
}

/** Characters that XML 1.0 does not allow, not even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"']/g, char => ENTITIES[char]!)
}
