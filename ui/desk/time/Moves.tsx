import { Link } from '@tanstack/react-router'
import { dayTime } from '../../shared/format'
import { useContract } from '../parts/contract'
import { say, words } from '../words'
import type { Preview } from './views'

type M = NonNullable<Preview['moves']>

/** What a calendar would move: how many, whose, and examples. */
export function Moves({ m }: { m: M }) {
  const { clock } = useContract()
  const total = m.cases + m.messages
  if (total === 0) return <p role="status">{say(`核对了 ${m.scanned} 件在办件，没有期限变动。`, `${m.scanned} open cases compared; none moves.`)}</p>
  return (
    <>
      <p className="sentence" role="status">
        {say(
          `${m.scanned} 件在办件中 ${total} 件的期限会变动（${m.clocks} 个时限：提前 ${m.earlier}，推后 ${m.later}）；即刻超期 ${m.late}，不再超期 ${m.freed}。用时 ${m.took_ms} 毫秒。`,
          `${total} of ${m.scanned} open cases move (${m.clocks} clocks: ${m.earlier} earlier, ${m.later} later); ${m.late} late at once, ${m.freed} no longer late. ${m.took_ms} ms.`,
        )}
      </p>
      <div className="scroll-x">
        <table className="data">
          <caption className="small dim">{say('按承办单位', 'By department')}</caption>
          <thead>
            <tr>{[say('单位', 'Department'), say('件数', 'Cases'), say('提前', 'Earlier'), say('推后', 'Later')].map((h) => <th key={h} scope="col">{h}</th>)}</tr>
          </thead>
          <tbody>
            {m.units.map((u) => (
              <tr key={u.department}>
                <th scope="row">{u.name || say('热线中心', 'Hotline')}</th>
                {[u.cases, u.earlier, u.later].map((n, i) => <td key={i} className="num">{n}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="scroll-x">
        <table className="data list">
          <caption className="small dim">{say('例', 'Examples')}</caption>
          <tbody>
            {m.examples.map((x) => (
              <tr key={x.id + x.clock}>
                <th scope="row" className="num">{x.kind === 'case' ? <Link to="/cases" search={{ id: x.id }}>{x.number}</Link> : x.number}</th>
                <td>{clock(x.kind === 'case' ? 'case' : 'message', x.clock)}</td>
                <td className="num">{dayTime(x.from, words.lang)} → {dayTime(x.to, words.lang)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
