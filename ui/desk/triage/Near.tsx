import { Link } from '@tanstack/react-router'
import { dayTime } from '../../shared/format'
import type { Duplicates } from '../../shared/views'
import { useContract } from '../parts/contract'
import { Empty } from '../parts/States'
import { say, words } from '../words'

/** What is told now, to be read beside what was told before. */
export interface Told {
  title: string
  content: string
  place?: string
}

/** Matters that look like the one being typed, side by side with it. */
export function Near({ near, now }: { near?: Duplicates; now: Told }) {
  const c = useContract()
  if (!near?.items.length) return <Empty text={near?.similar ? say(`另有 ${near.similar} 件相似，您无权查看`, `${near.similar} alike, not yours to read`) : say('近 30 天没有相似的诉求', 'Nothing alike in 30 days')} />
  return (
    <ul className="pad near">
      {near.items.map((x) => (
        <li key={x.id} className="card">
          <div className="near-head">
            <Link to="/cases" search={{ id: x.id }} target="_blank">
              {x.title}
            </Link>
            <span className="stage">{c.stage('case', x.stage)}</span>
            <span className="num dim small">{Math.round(x.score * 100)}%</span>
          </div>
          <div className="near-flags">
            {x.same_person && <span className="flag flag-red">{say('同一来电人', 'same caller')}</span>}
            {x.same_place && <span className="flag flag-yellow">{say('同一地点', 'same place')}</span>}
            <span className="dim small num">
              {x.number} · {dayTime(x.registered_at, words.lang)}
            </span>
          </div>
          <div className="side-by-side">
            <div>
              <b className="small">{say('本次', 'Now')}</b>
              <p>{now.content || now.title}</p>
              <p className="dim small">{now.place}</p>
            </div>
            <div>
              <b className="small">{say('此前', 'Before')}</b>
              <p>{x.content}</p>
              <p className="dim small">{x.place}</p>
            </div>
          </div>
          {x.public_reply && <p className="reply-box small">{x.public_reply}</p>}
        </li>
      ))}
    </ul>
  )
}
