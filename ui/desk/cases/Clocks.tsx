import { Button } from 'antd'
import { useState } from 'react'
import { dayTime } from '../../shared/format'
import type { ClockView } from '../../shared/views'
import { SlaPill } from '../parts/SlaPill'
import { named, say, words } from '../words'
import { Month } from './Month'

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
            <span className="strong" style={{ width: 76 }}>{named(k)}{k.of_name && <span className="dim small"> {k.of_name}</span>}</span>
            <SlaPill clock={k} />
            <span className="num">
              {k.paused_at && !k.stopped_at ? say(`${dayTime(k.paused_at, words.lang)} 起暂停，恢复后顺延`, `still since ${dayTime(k.paused_at, words.lang)}`) : `${say('应于', 'due')} ${dayTime(k.due_at, words.lang)}`}
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
                <Basis clock={k} />
                {(k.days?.length ?? 0) > 1 && <Month clock={k} />}
              </div>
            )}
          </div>
        )
      })}
    </div>
  )
}

/** What a deadline follows from: limit, rule set, calendar, and what was added or left out. */
function Basis({ clock: k }: { clock: ClockView }) {
  const facts: [string, string][] = []
  if (k.limit_zh) facts.push([say('时限', 'Limit'), say(k.limit_zh, k.limit_en ?? '')])
  if (k.rule) facts.push([say('规则', 'Rule set'), `${say(k.rule_zh ?? '', k.rule_en ?? '')} ${k.rule}`])
  if (k.calendar) facts.push([say('日历', 'Calendar'), k.calendar + (k.estimate ? say('（含暂定日期）', ' (provisional days)') : '')])
  facts.push([say('起算', 'Start'), dayTime(k.started_at, words.lang)])
  if (k.skipped) facts.push([say('跳过', 'Skipped'), say(`${k.skipped} 天`, `${k.skipped} days`)])
  if (k.makeups) facts.push([say('调休上班', 'Make-up days'), say(`${k.makeups} 天，计入`, `${k.makeups}, counted`)])
  for (const x of k.extensions ?? []) facts.push([say('延期', 'Extended'), say(x.zh, x.en)])
  for (const p of k.pauses ?? []) facts.push([say('暂停', 'Paused'), `${dayTime(p.from, words.lang)} – ${dayTime(p.to, words.lang)}`])
  return (
    <dl className="facts small">
      {facts.map(([name, value], i) => (
        <div key={name + i}>
          <dt>{name}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
