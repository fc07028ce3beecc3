import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fieldSink, LONGEST_VALUE, MOST_FIELDS, type Step } from '../../../src/core/syslog/field-sink.ts'
import { textFields } from '../../../src/core/syslog/text-fields.ts'
import { parse } from './parse.ts'

const fieldsOf = (text: string) => Object.fromEntries(textFields(text))

describe('fields of JSON in a text', () => {
  it('are its values as they are written, each under its own name', () => {
    const text =
      'RESPONSE: { "status": "OK_POLL", "poll_id": 9007199254740993001, "wait": 1.50, "on": true, "not": null } end'
    const status = { status: 'OK_POLL', poll_id: '9007199254740993001', wait: '1.50', on: 'true', not: 'null' }
    expect(fieldsOf(text)).toEqual(status)
  })

  it('stand under the shortest end of their path that is free', () => {
    const text = '{"id":1,"header":{"id":2,"name":"a"},"body":{"header":{"id":3,"name":"b"}}}'
    const body = { 'body.header.id': '3', 'header.name': 'b' }
    expect(fieldsOf(text)).toEqual({ id: '1', 'header.id': '2', name: 'a', ...body })
  })

  it('give the first of a list the name of the list, and later ones their place', () => {
    const text = '{"can":["A","B"],"data":[{"status":"x"},{"status":"y"}]}'
    expect(fieldsOf(text)).toEqual({ can: 'A', 'can.1': 'B', status: 'x', 'data.1.status': 'y' })
    expect(fieldsOf('[{"a":1},{"a":2}]')).toEqual({ a: '1', '1.a': '2' })
  })

  it('are found behind words, between others and in several documents', () => {
    const text = 'Failure Reason: {"instance":["The identity is not valid.Please register."]} and {"code":7} (twice)'
    expect(fieldsOf(text)).toEqual({ instance: 'The identity is not valid.Please register.', code: '7' })
  })

  it('are found in a request that opens with a quote, closes too often and is cut', () => {
    const text =
      '"{"sender":{"info":{"name":"agent","extra":{"serial":"SN1"},"tag":"t,1.0"},"list":[{"sudi":{"pid":"P"},"serial":"SN1"},"tag":"u"},"host":"wlc.example.com"},"role":"Active"},"request_type":"TRUST_SYNC"},"line":1,"license":'
    const list = { pid: 'P', 'list.0.serial': 'SN1', 'list.tag': 'u' }
    const rest = { host: 'wlc.example.com', role: 'Active', request_type: 'TRUST_SYNC', line: '1' }
    expect(fieldsOf(text)).toEqual({ name: 'agent', serial: 'SN1', tag: 't,1.0', ...list, ...rest })
  })

  it('survive three brackets too many of either kind', () => {
    expect(fieldsOf('{{{{"a":{"b":1}}')).toEqual({ b: '1' })
    expect(fieldsOf('{"a":{"b":1}}}}},"c":2}')).toEqual({ b: '1', c: '2' })
    expect(fieldsOf('{"a":[1,2]]]],"c":3}')).toEqual({ a: '1', 'a.1': '2', c: '3' })
  })

  it.each(['{"a":"b', '{"a":"b\\"', '{"a":12', '{"a":tru', '{"a":"b"x"', '{"a":"b,"c":"d"}', '{"a":', '{"a"'])(
    'hold no value that may have been cut: %s',
    text => expect(fieldsOf(text)).toEqual({}),
  )

  it('hold what was whole before a cut', () => {
    expect(fieldsOf('{"a":"b","c":{"d":1,"e":"fg')).toEqual({ a: 'b', d: '1' })
    expect(fieldsOf('{"a":"b"')).toEqual({ a: 'b' })
  })

  it('are unescaped', () => {
    expect(fieldsOf('{"a":"\\u00e9\\n\\/\\\\ \\"q\\""}')).toEqual({ a: 'é\n/\\ "q"' })
  })

  it('go one document deep into strings', () => {
    const inner = JSON.stringify({ id: 5, deeper: JSON.stringify({ no: 1 }) })
    const text = JSON.stringify({ payload: inner, id: 4 })
    expect(fieldsOf(text)).toEqual({ payload: inner, id: '5', deeper: '{"no":1}' })
    expect(fieldsOf('sent "{\\"status\\":\\"FAILED\\",\\"n\\":5}" back')).toEqual({ status: 'FAILED', n: '5' })
    expect(fieldsOf('{"trust":"<t><id>110<\\/id><sign>ME')).toEqual({ id: '110' })
  })
})

describe('fields of XML in a text', () => {
  it('are the texts of its elements', () => {
    const text =
      'Trust: <trust><udi>P:X,S:Y</udi><st at="1"><ok>true</ok><say>a &lt;b&gt; &#65;</say></st></trust> done'
    expect(fieldsOf(text)).toEqual({ udi: 'P:X,S:Y', ok: 'true', say: 'a <b> A' })
  })

  it('survive doubled brackets, stray and missing end tags, and a cut', () => {
    const text =
      '<trust><code><udi>P:X,S:Y</udi><piid>0eb1<date>2024-09-10</date></sub><id>110</id><st><ok>>false</ok><corr>>null-null</corr></st></code><sign>MEQCIA'
    const status = { ok: 'false', corr: 'null-null' }
    expect(fieldsOf(text)).toEqual({ udi: 'P:X,S:Y', piid: '0eb1', date: '2024-09-10', id: '110', ...status })
  })

  it('stand under the shortest end of their path that is free', () => {
    expect(fieldsOf('<x><a><n:id>1</n:id></a><b><id>2</id><c/></b></x>')).toEqual({ id: '1', 'b.id': '2', c: '' })
  })
})

describe('a text without documents', () => {
  it.each([
    'Interface {Gi1/0/1} is down',
    'WLC: [PA]x.c:487 {1} {wncd_x_R0-0}{1}',
    'neighbour (<192.0.2.1>) lost </x>',
    'Reason: <none>, State: <empty>, see <host> and </none>',
    '{"x"} {"y", "z"} { a: 1 } {}',
    'a <b> c <d> e </f>',
    '[["a"]] <> </> < a>b</a>',
    '',
  ])('gives none: %s', text => expect(fieldsOf(text)).toEqual({}))
})

describe('a line', () => {
  it('has the fields of its text', () => {
    const line = '*Jul  9 13:15:29.902: %A-3-B: RESPONSE {"status":"FAILED","nonce":"77"}'
    expect([...parse(line).fields]).toEqual([
      ['status', 'FAILED'],
      ['nonce', '77'],
    ])
  })

  it('of the event log has its pairs and no others', () => {
    const line = '2021-06-25 10:09:24.383 UTC SAEVT_X data="{"a":1}" ok="yes"'
    expect([...parse(line).fields.keys()]).toEqual(['data', 'ok'])
  })
})

describe('what is too much', () => {
  it('is dropped: further fields, long values and what is nested deeply', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i]))
    expect([...textFields(JSON.stringify(many)).keys()]).toEqual(Object.keys(many).slice(0, MOST_FIELDS))
    const long = JSON.stringify({ a: 'x'.repeat(LONGEST_VALUE + 1), b: 'y'.repeat(LONGEST_VALUE) })
    expect([...textFields(long).keys()]).toEqual(['b'])
    expect(fieldsOf(`${'{"a":'.repeat(31)}{"in":1}${'}'.repeat(31)}`)).toEqual({ in: '1' })
    expect(fieldsOf(`${'{"a":'.repeat(32)}{"out":1}${'}'.repeat(31)},"b":2}`)).toEqual({ b: '2' })
    expect(fieldsOf(`${'<a>'.repeat(33)}<b>1</b>${'</a>'.repeat(33)}`)).toEqual({})
  })
})

const plain = fc.string({ unit: fc.constantFrom(...'abc ,:é/\\"\n01'), maxLength: 8 })
const name = fc.stringMatching(/^[a-d][a-d.é]{0,3}$/)
const leaf = fc.oneof(plain, fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean())
const { node } = fc.letrec(tie => ({
  node: fc.dictionary(name, fc.oneof(leaf, fc.constant(null), tie('list'), tie('node')), {
    minKeys: 1,
    noNullPrototype: true,
  }),
  list: fc.array(fc.oneof(leaf, tie('node'), tie('list')), { maxLength: 4 }),
}))
const around = fc
  .string({ unit: fc.constantFrom(...'abc :.({)<'), maxLength: 12 })
  .filter(text => !/[{[]\s*$/.test(text))

/** The leaves of parsed JSON under the names that the sink gives. */
function leavesOf(data: unknown): ReadonlyMap<string, string> {
  const sink = fieldSink(() => {})
  const walk = (value: unknown, path: readonly Step[]) => {
    if (Array.isArray(value)) value.forEach((each, index) => void walk(each, [...path, index]))
    else if (typeof value === 'object' && value !== null) {
      for (const [key, each] of Object.entries(value)) walk(each, [...path, key])
    } else sink.take(path, typeof value === 'string' ? value : JSON.stringify(value))
  }
  walk(data, [])
  return sink.fields
}

describe('laws', () => {
  it('well-formed JSON in any text gives the leaves that JSON.parse gives', () => {
    fc.assert(
      fc.property(node, around, around, fc.constantFrom(0, 1), (data, before, after, indent) => {
        const json = JSON.stringify(data, null, indent)
        expect([...textFields(`${before}${json} ${after}`)]).toEqual([...leavesOf(JSON.parse(json))])
      }),
      { numRuns: 500 },
    )
  })

  it('a document that was cut gives nothing that the whole one does not', () => {
    fc.assert(
      fc.property(node, fc.nat(), (data, cut) => {
        const json = JSON.stringify(data)
        const whole = textFields(json)
        for (const [name, value] of textFields(json.slice(0, cut % json.length))) expect(whole.get(name)).toBe(value)
      }),
      { numRuns: 500 },
    )
  })

  it('any broken document gives pieces of itself, and is never thrown out', () => {
    const piece = fc.constantFrom(...'{}[]":,<>/=\\ a1', '{"a":', '"b":"c"', '<a>', '</a>', '{\\"', '&#0;', 'null')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
        const text = pieces.join('')
        // JSON leaves alone what XML writes in place of a character, and either may be given.
        const bareOf = (some: string) => some.replaceAll('\\', '').replaceAll('&#0;', '\u0000')
        const bare = bareOf(text)
        for (const value of textFields(text).values()) expect(bare).toContain(bareOf(value))
      }),
      { numRuns: 3000 },
    )
  })

  it('well-formed XML gives the texts of its elements, and cut no other', () => {
    const tag = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/).filter(each => !['none', 'empty'].includes(each))
    const elements = fc.uniqueArray(fc.tuple(tag, fc.stringMatching(/^[A-Z0-9:.,-]{0,9}$/)), {
      minLength: 1,
      selector: ([each]) => each,
    })
    fc.assert(
      fc.property(elements, around, fc.nat(), (pairs, before, cut) => {
        const xml = `<Root>${pairs.map(([each, text]) => `<${each}>${text}</${each}>`).join('')}</Root>`
        const whole = textFields(`${before.replaceAll('<', '')} ${xml}`)
        expect([...whole]).toEqual(pairs)
        for (const [each, value] of textFields(xml.slice(0, cut % xml.length))) expect(whole.get(each)).toBe(value)
      }),
    )
  })
})

/** A text that counts the letters that are looked at. */
class CountingText extends String {
  looks = 0
  override charCodeAt(at: number): number {
    this.looks++
    return super.charCodeAt(at)
  }
  override indexOf(wanted: string, from = 0): number {
    const found = super.indexOf(wanted, from)
    this.looks += (found < 0 ? this.length : found) - from
    return found
  }
  override slice(from: number, to: number = this.length): string {
    this.looks += Math.max(0, to - from)
    return super.slice(from, to)
  }
}

function looksAt(text: string): number {
  const counting = new CountingText(text)
  textFields(counting as unknown as string)
  return counting.looks
}

describe('hostile texts', () => {
  const hostile = [
    ...['{', '[', '<', '"', '{"', '{"{"', '{\\"', '[{', '{ ', '[ {', '{"a":', '{"a":{', '{"a":1},', '{"a":"', '},"a'],
    ...['<a>', '<a></a>', '<a><b></a>', '</a>', '<a', '<a "', '<a b="', '<a/>', '<a>1<b>', '<!', '<a>&', '<a>{"b":"'],
  ]

  it.each(hostile)('%s over and over costs what its length asks, not its square', piece => {
    for (const [before, after] of [
      ['', ''],
      ['{"a":', '</a>'],
      ['{"a":"', '"}'],
      ['<a>', '</x>'],
    ] as const) {
      const of = (length: number) => before + piece.repeat(length / piece.length) + after
      const [few, many] = [looksAt(of(16_384)), looksAt(of(65_536))]
      expect(many).toBeLessThan(6 * few + 1000)
      expect(many).toBeLessThan(20 * 65_536)
    }
  })

  it('without brackets costs two searches', () => {
    expect(looksAt('a'.repeat(1000))).toBe(2000)
  })
})
