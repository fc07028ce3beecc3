import { describe, expect, it } from 'vitest'
import { type Check, DELIVERY, Health, LOOPS, type Place } from '../../src/app/health.ts'

const SECOND = 1_000

/** A process with both loops running, and a clock that only moves when it is told to. */
function running(places: readonly Place[] = []) {
  let nowMs = 1_000_000
  let standing = places
  const health = new Health({ nowMs: () => nowMs })
  const tick = () => {
    for (const loop of LOOPS) health.ticked(loop)
  }
  tick()
  health.agreed(() => standing)
  health.alive()
  return {
    health,
    tick,
    stand: (...now: Place[]) => {
      standing = now
    },
    pass: (seconds: number) => {
      nowMs += seconds * SECOND
    },
    /** Seconds that pass while `each` is done and both probes are asked, as a cluster does every second. */
    passWith: (seconds: number, each: () => void) => {
      for (let passed = 0; passed < seconds; passed++) {
        nowMs += SECOND
        each()
        expect(failures(health.alive())).toEqual([])
      }
    },
  }
}

function failures(checks: readonly Check[]): string[] {
  return checks.filter(({ isOk }) => !isOk).map(({ name, reason }) => `${name} ${reason}`)
}

function tagAt(next: number, end: number): Place {
  return { loop: 'tag', partition: 'syslog/3', next, end }
}

describe('a process is alive', () => {
  it('before its loops have begun', () => {
    const health = new Health({ nowMs: () => 0 })
    expect(health.alive()).toEqual(LOOPS.map(name => ({ name, isOk: true, reason: 'is not started yet' })))
  })

  it('up to 30 seconds after the last poll, and not longer', () => {
    const { health, pass } = running()
    pass(30)
    expect(failures(health.alive())).toEqual([])
    pass(1)
    expect(failures(health.alive())).toEqual([
      'tag has not polled for 31 s, at most 30 s are right',
      'correlate has not polled for 31 s, at most 30 s are right',
    ])
  })

  it('not if one of its loops has stopped', () => {
    const { health, pass } = running()
    pass(20)
    health.ticked('tag')
    pass(20)
    expect(failures(health.alive())).toEqual(['correlate has not polled for 40 s, at most 30 s are right'])
  })

  it('for hours without a line', () => {
    const { passWith, tick } = running([tagAt(17, 17)])
    passWith(7_200, tick)
  })

  it('when after a quiet hour lines come, until it has not moved for 120 seconds', () => {
    const { health, passWith, pass, tick, stand } = running([tagAt(17, 17)])
    passWith(3_600, tick)
    stand(tagAt(17, 22))
    health.alive()
    passWith(120, tick)
    pass(1)
    tick()
    expect(failures(health.alive())).toEqual(['tag syslog/3 stands at offset 17 for 121 s, with more to read'])
  })

  it('while a partition that is far behind moves, even slowly', () => {
    const { passWith, tick, stand } = running([tagAt(0, 100_000)])
    for (let next = 1; next < 20; next++) {
      stand(tagAt(next, 100_000))
      passWith(110, tick)
    }
  })

  it('not if one partition stands, though another moves', () => {
    const { health, pass, tick, stand } = running([tagAt(5, 9)])
    for (let next = 0; next < 13; next++) {
      pass(10)
      tick()
      stand(tagAt(5, 9), { loop: 'tag', partition: 'syslog/4', next, end: 1_000 })
      health.alive()
    }
    expect(failures(health.alive())).toHaveLength(1)
  })

  it('while a thousand partitions are behind, and have their turns', () => {
    const behind = Array.from({ length: 1_000 }, (_, index) => ({ ...tagAt(0, 9), partition: `syslog/${index}` }))
    const { passWith, tick } = running(behind)
    passWith(3_600, tick)
  })

  it('when a partition at which it stood was given away and comes again', () => {
    const { health, passWith, tick, stand } = running([tagAt(5, 9)])
    passWith(100, tick)
    stand()
    passWith(10, tick)
    stand(tagAt(5, 9))
    health.alive()
    passWith(100, tick)
  })
})

describe('a process that waits is alive', () => {
  it('for an hour without Kafka, whose calls fail and are asked again', () => {
    const { health, passWith } = running([tagAt(17, 22)])
    let second = 0
    passWith(3_600, () => {
      if (second++ % 20 === 0) health.asking('kafka', 'an answer about topics')
    })
    const [tag] = health.alive()
    expect(tag!.reason).toBe('waits for kafka (an answer about topics) for 3599 s')
  })

  it('for an hour in a single call, if nothing answers', () => {
    const { health, passWith } = running()
    health.asking('kafka', 'the matches topic')
    passWith(3_600, () => {})
  })

  it('for an hour without Redis, though records are left to read', () => {
    const { health, passWith } = running([{ loop: 'correlate', partition: '2', next: 1, end: 900 }])
    passWith(3_600, () => health.asking('redis', 'save of shard 2'))
  })

  it('while its group is being dealt anew for a minute', () => {
    const { health, passWith, tick } = running()
    health.joining('correlate')
    passWith(60, () => health.ticked('tag'))
    passWith(60, tick)
  })

  it('but not in a call that hangs for ten minutes, while Kafka answers others', () => {
    const { health, pass } = running()
    health.asking('kafka', 'the matches topic')
    for (let passed = 0; passed <= 600; passed += 10) {
      health.ticked('correlate')
      expect(failures(health.alive())).toEqual([])
      pass(10)
    }
    health.ticked('correlate')
    expect(failures(health.alive())).toEqual(['tag has not polled for 610 s, at most 30 s are right'])
  })

  it('in a call that takes longer than that, where another was given up but nothing was answered', () => {
    const { health, passWith } = running()
    health.asking('kafka', 'an answer about topics')
    let second = 0
    passWith(3_600, () => {
      if (second++ % 165 === 0) {
        health.over('kafka', 'the commit of a position')
        health.asking('kafka', 'the commit of a position')
      }
    })
  })

  it('and when what was away is back, has the whole bound again, and no more', () => {
    const { health, pass } = running()
    health.asking('redis', 'claim of shard 0')
    pass(3_600)
    health.answered('redis', 'claim of shard 0')
    pass(30)
    expect(failures(health.alive())).toEqual([])
    pass(1)
    expect(failures(health.alive())).toHaveLength(2)
  })

  it('and calls that are answered at once excuse nobody', () => {
    const { health, pass } = running()
    for (let passed = 0; passed <= 30; passed++) {
      health.asking('kafka', 'an answer about topics')
      health.answered('kafka', 'an answer about topics')
      pass(1)
    }
    expect(failures(health.alive())).toHaveLength(2)
  })
})

describe('a process is ready', () => {
  it('once all have agreed and both loops are members', () => {
    const health = new Health({ nowMs: () => 0 })
    for (const loop of LOOPS) health.joining(loop)
    expect(failures(health.ready())).toEqual([
      'service is still agreeing with others',
      'tag is no member of its group',
      'correlate is no member of its group',
    ])
    health.ticked('tag')
    health.agreed(() => [])
    expect(failures(health.ready())).toEqual(['correlate is no member of its group'])
    health.ticked('correlate')
    expect(failures(health.ready())).toEqual([])
  })

  it('not while it joins again, waits for Redis, or stops', () => {
    const { health, pass } = running()
    health.joining('tag')
    expect(failures(health.ready())).toEqual(['tag is no member of its group'])
    health.ticked('tag')
    health.asking('redis', 'save of shard 1')
    pass(5)
    expect(failures(health.ready())).toEqual(['redis waits for redis (save of shard 1) for 5 s'])
    health.answered('redis', 'save of shard 1')
    expect(failures(health.ready())).toEqual([])
    health.stopping()
    expect(failures(health.ready())).toEqual(['service is stopping'])
  })
})

describe('a process that makes tickets', () => {
  const words = (checks: readonly Check[]) =>
    checks.map(({ name, isOk, reason }) => `${isOk ? '+' : '-'}${name} ${reason}`.trim())

  it('has one loop, needs Kafka alone of those that are watched, and has no rules to follow', () => {
    let nowMs = 0
    const health = new Health({ nowMs: () => nowMs }, {}, DELIVERY)
    expect(words(health.alive())).toEqual(['+deliver is not started yet'])
    expect(words(health.ready())).toEqual([
      '-process is still reaching Kafka and the ticketing system',
      '-deliver is no member of its group',
      '+kafka',
    ])
    health.agreed(() => [])
    health.ticked('deliver')
    expect(words(health.ready())).toEqual(['+process', '+deliver', '+kafka'])
    nowMs = 30_001
    expect(health.alive()[0]!.isOk).toBe(false)
  })
})
