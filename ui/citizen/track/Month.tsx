import { dayOf, dueDay, monthOf, weeksOf, type DayCell } from '../../shared/month'
import type { ClockView } from '../../shared/views'
import { words } from '../words'
import { t } from '../words/life'

/** A small calendar of a deadline. Each day says in words whether it counts; the colour only repeats it. */
export function Month({ k }: { k: ClockView }) {
  const en = words.lang === 'en'
  const names = en ? ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] : ['一', '二', '三', '四', '五', '六', '日']
  let shown = 0
  return (
    <table class="month">
      <caption>{t('day.caption')}</caption>
      <thead>
        <tr>
          {names.map((n) => (
            <th key={n} scope="col">
              {n}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(k.days ?? [], dueDay(k.due_at)).map((w) => (
          <tr key={w[0]!.date}>
            {w.map((d) => {
              const month = monthOf(d.date)
              const first = month !== shown
              shown = month
              return (
                <td key={d.date} class={`${d.kind}${d.due ? ' due' : ''}`}>
                  <b>{first ? `${month}/${dayOf(d.date)}` : dayOf(d.date)}</b>
                  <span>{say(d, en)}</span>
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function say(d: DayCell, en: boolean): string {
  const out: string[] = []
  if (d.start) out.push(t('day.start'))
  if (d.kind === 'counted' && d.n) out.push(t('day.counted', { n: d.n }))
  if (d.kind === 'makeup') out.push(t('day.makeup', { n: d.n ?? '' }))
  if (d.kind === 'rest') out.push((en ? d.name_en : d.name) || t('day.rest'))
  if (d.kind === 'paused') out.push(t('day.paused'))
  if (d.due) out.push(t('day.due'))
  return out.join(' ')
}
