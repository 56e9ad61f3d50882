import { say, words } from '../words'
import { daysOf, type YearDay } from './year'
import type { YearDoc } from './views'

/** A year as twelve small months. Days off and make-up days say so in a word; the colour only repeats it. */
export function Year({ doc }: { doc: YearDoc }) {
  const days = daysOf(doc)
  const working = days.filter((d) => d.kind === 'weekday' || d.kind === 'makeup').length
  const en = words.lang === 'en'
  const names = en ? ['M', 'T', 'W', 'T', 'F', 'S', 'S'] : ['一', '二', '三', '四', '五', '六', '日']
  return (
    <div className="pad stack">
      <p className="small num">{say(`工作日 ${working} 天；休：放假，班：调休上班`, `${working} working days; off: day off, work: make-up day`)}</p>
      <div className="year">
        {Array.from({ length: 12 }, (_, m) => (
          <table key={m}>
            <caption>{en ? new Date(Date.UTC(2000, m, 1)).toLocaleString('en', { month: 'long' }) : `${m + 1} 月`}</caption>
            <thead>
              <tr>{names.map((n, i) => <th key={i} scope="col">{n}</th>)}</tr>
            </thead>
            <tbody>{weeks(days.filter((d) => Number(d.date.slice(5, 7)) === m + 1)).map((w, i) => (
              <tr key={i}>
                {w.map((d, j) =>
                  d ? (
                    <td key={j} className={`year-${d.kind}`} title={en ? d.name_en : d.name}>
                      {Number(d.date.slice(8))}
                      {d.kind === 'holiday' && <i>{say('休', 'off')}</i>}
                      {d.kind === 'makeup' && <i>{say('班', 'work')}</i>}
                    </td>
                  ) : (
                    <td key={j} />
                  ),
                )}
              </tr>
            ))}</tbody>
          </table>
        ))}
      </div>
    </div>
  )
}

function weeks(days: YearDay[]): (YearDay | undefined)[][] {
  const first = (new Date(`${days[0]!.date}T00:00:00Z`).getUTCDay() + 6) % 7
  const cells: (YearDay | undefined)[] = [...Array.from({ length: first }, () => undefined), ...days]
  while (cells.length % 7) cells.push(undefined)
  return Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(i * 7, i * 7 + 7))
}
