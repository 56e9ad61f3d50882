import { Button } from 'antd'
import { useState } from 'react'
import { dayTime, isoDay } from '../../shared/format'
import type { ClockView } from '../../shared/views'
import { SlaPill } from '../parts/SlaPill'
import { named, say, words } from '../words'

/** The clocks of a case, each with the reason for its date. */
export function Clocks({ clocks }: { clocks: ClockView[] }) {
  const [open, setOpen] = useState<string>()
  if (!clocks.length) return <p className="dim pad">{say('没有时限', 'No clocks')}</p>
  const rows = [...clocks].sort((a, b) => Number(!!a.stopped_at) - Number(!!b.stopped_at))
  return (
    <div className="pad">
      {rows.map((k) => {
        const key = k.name + k.started_at
        return (
          <div key={key} className="clock-row">
            <span className="strong" style={{ width: 76 }}>{named(k)}</span>
            <SlaPill clock={k} />
            <span className="num">
              {say('应于', 'due')} {dayTime(k.due_at, words.lang)}
            </span>
            {k.overdue_at && <span className="flag flag-red">{say('已超期并记录', 'Late, on record')}</span>}
            {k.why_zh && (
              <Button size="small" type="link" style={{ marginLeft: 'auto' }} aria-expanded={open === key} onClick={() => setOpen(open === key ? undefined : key)}>
                {say('为什么是这个时间', 'Why then')}
              </Button>
            )}
            {open === key && (
              <div className="why">
                <p>{say(k.why_zh ?? '', k.why_en ?? '')}</p>
                {(k.days?.length ?? 0) > 1 && <Days clock={k} />}
              </div>
            )}
          </div>
        )
      })}
    </div>
  )
}

/** A small calendar: which days count, which rest, and when it is due. */
function Days({ clock }: { clock: ClockView }) {
  const days = clock.days ?? []
  const weekday = (d: string) => (new Date(`${d}T00:00:00Z`).getUTCDay() + 6) % 7
  const due = isoDay(clock.due_at)
  const names = words.lang === 'en' ? ['M', 'T', 'W', 'T', 'F', 'S', 'S'] : ['一', '二', '三', '四', '五', '六', '日']
  const what = (d: (typeof days)[number]) =>
    ({ start: say('起', 'start'), counted: d.n ? say(`第${d.n}日`, `day ${d.n}`) : '', makeup: say('调休', 'make-up'), rest: say(d.name || '休', d.name_en || 'off') })[d.kind] ?? ''
  return (
    <div className="days" role="img" aria-label={say(clock.why_zh ?? '', clock.why_en ?? '')}>
      {names.map((n, i) => (
        <span key={`h${i}`} className="head">{n}</span>
      ))}
      {Array.from({ length: weekday(days[0]!.date) }, (_, i) => (
        <span key={`p${i}`} className="pad-day" />
      ))}
      {days.map((d) => (
        <span key={d.date} className={`day-${d.kind}${d.date === due ? ' day-due' : ''}`}>
          <span className="num">{Number(d.date.slice(5, 7))}/{Number(d.date.slice(8))}</span>
          <span>{what(d)}</span>
        </span>
      ))}
    </div>
  )
}
