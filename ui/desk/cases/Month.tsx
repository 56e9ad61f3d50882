import { dayOf, dueDay, monthOf, weeksOf, type DayCell } from '../../shared/month'
import type { ClockView } from '../../shared/views'
import { say, words } from '../words'

/** A small calendar: which days count, which rest, when the clock stood still, and when it is due. Each day says so in words. */
export function Month({ clock }: { clock: ClockView }) {
  const weeks = weeksOf(clock.days ?? [], dueDay(clock.due_at))
  const names = words.lang === 'en' ? ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] : ['一', '二', '三', '四', '五', '六', '日']
  let shown = 0
  return (
    <table className="month">
      <caption className="small dim">{say('时限日历', 'Calendar of the deadline')}</caption>
      <thead>
        <tr>
          {names.map((n) => (
            <th key={n} scope="col">{n}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((w) => (
          <tr key={w[0]!.date}>
            {w.map((d) => {
              const month = monthOf(d.date)
              const named = month !== shown
              shown = month
              return (
                <td key={d.date} className={`day day-${d.kind}${d.due ? ' day-due' : ''}${d.extended ? ' day-extended' : ''}`}>
                  <span className="num">{named ? `${month}/${dayOf(d.date)}` : dayOf(d.date)}</span>
                  <span>{what(d)}</span>
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function what(d: DayCell): string {
  const parts: string[] = []
  if (d.start) parts.push(say('起', 'start'))
  if (d.kind === 'counted' && d.n) parts.push(d.extended ? say(`延${d.n}`, `+${d.n}`) : say(`第${d.n}日`, `day ${d.n}`))
  if (d.kind === 'makeup') parts.push(say(`班 第${d.n ?? ''}日`, `make-up ${d.n ?? ''}`))
  if (d.kind === 'rest') parts.push(say(d.name || '休', d.name_en || 'off'))
  if (d.kind === 'paused') parts.push(say('暂停', 'paused'))
  if (d.due) parts.push(say('截止', 'due'))
  if (d.provisional && d.kind !== 'blank') parts.push(say('暂定', 'prov.'))
  return parts.join(' ')
}
