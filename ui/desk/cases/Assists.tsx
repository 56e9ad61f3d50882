import { dayTime } from '../../shared/format'
import type { CaseView } from '../../shared/views'
import { SlaPill } from '../parts/SlaPill'
import { say, words } from '../words'
import { lastOf, useTimeline } from './read'

/** The units that assist, each with its own clock, and what they reported. */
export function Assists({ v }: { v: CaseView }) {
  const line = useTimeline(v.id).data
  if (!v.assists?.length) return null
  const report = (unit: string) => lastOf(line, (i) => i.act === 'assist_report' && i.actor_unit === unit)?.fields?.record
  return (
    <section className="card">
      <header>
        <h2>{say('协办单位', 'Assisting units')}</h2>
        <span className="flag">{v.assists.length}</span>
      </header>
      <ul>
        {v.assists.map((a) => {
          const clock = v.clocks.find((k) => k.of === a.department && !k.stopped_at)
          return (
            <li key={a.department} className="assist">
              <div className="row wrap">
                <span className="strong">{a.name}</span>
                {clock && <SlaPill clock={clock} />}
                <span className="grow" />
                <span className="small">
                  {a.reported_at
                    ? say(`● 已反馈 ${dayTime(a.reported_at, words.lang)}`, `● reported ${dayTime(a.reported_at, words.lang)}`)
                    : a.signed_at
                      ? say(`▲ 已签收 ${dayTime(a.signed_at, words.lang)}，待反馈`, `▲ signed ${dayTime(a.signed_at, words.lang)}, to report`)
                      : say(`■ 待签收（${dayTime(a.added_at, words.lang)} 加派）`, `■ to sign (added ${dayTime(a.added_at, words.lang)})`)}
                </span>
              </div>
              {report(a.name) && <p className="matter small">{report(a.name)}</p>}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
