import { useQuery } from '@tanstack/react-query'
import { Button, Slider } from 'antd'
import { useState } from 'react'
import type { components } from '../../shared/api'
import { dayTime } from '../../shared/format'
import type { CaseView, Page, TimelineItem } from '../../shared/views'
import { api } from '../api'
import { useCase, useTimeline } from '../cases/read'
import { Timeline } from '../cases/Timeline'
import { useClasses, useContract } from '../parts/contract'
import { useKeys } from '../parts/keys'
import { Shown } from '../parts/States'
import { may, useSeat } from '../session'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'
import { History } from './History'
import { diffAt, momentAt } from './replay'

type Viewer = components['schemas']['Viewer']

/** One case from its first event to its last; the slider shows it as it stood behind each. */
export function Replay({ id }: { id: string }) {
  const read = useCase(id)
  const line = useTimeline(id)
  return <Shown read={read}>{(v) => <Shown read={line}>{(items) => <Body v={v} items={items} />}</Shown>}</Shown>
}

function Body({ v, items }: { v: CaseView; items: TimelineItem[] }) {
  const c = useContract()
  const { session } = useSeat()
  const classes = useClasses().data ?? []
  const [n, setN] = useState(items.length)
  const at = Math.min(n, items.length)
  const step = (by: number) => () => setN(Math.max(1, Math.min(items.length, at + by)))
  useKeys({ ArrowLeft: step(-1), ArrowRight: step(1) })
  const m = momentAt(items, at)
  const event = items[at - 1]
  const classNames = Object.fromEntries(classes.map((x) => [x.code, x.name]))
  const value = (k: string, x: string) => (k === 'stage' ? c.stage('case', x) : k === 'class' ? (classNames[x] ?? x) : choiceWord(k, x))
  const name = (k: string) => (k === 'stage' ? say('阶段', 'stage') : k === 'channel' ? say('渠道', 'channel') : c.field(k))
  return (
    <div className="replay">
      <header className="card pad detail-head">
        <h2>{v.title}</h2>
        <div className="row wrap">
          <span className="num strong">{v.number}</span>
          <span className="stage">{c.stage('case', v.stage)}</span>
          <span className="flag">{choiceWord('kind', v.kind)}</span>
          {v.imported && <span className="flag">{say('导入', 'Imported')}</span>}
          <span className="dim num small">{v.id} · rev {v.rev}</span>
        </div>
        <div className="replay-slider">
          <Button size="small" onClick={step(-1)} disabled={at <= 1} aria-label={say('上一步', 'Back')}>←</Button>
          <Slider min={1} max={Math.max(1, items.length)} value={at} onChange={setN} dots ariaLabelForHandle={say('回放到第几步', 'Event')} tooltip={{ formatter: (x) => (x && items[x - 1] ? `${x}. ${c.act('case', items[x - 1]!.act)}` : '') }} style={{ flex: 1 }} />
          <Button size="small" onClick={step(1)} disabled={at >= items.length} aria-label={say('下一步', 'On')}>→</Button>
          <span className="num small">{at} / {items.length}</span>
        </div>
      </header>
      <div className="replay-grid">
        <section className="card">
          <header><h2>{say('事件', 'Events')}</h2></header>
          <div className="pad"><Timeline items={items.slice(0, at)} kind="case" classNames={classNames} highlight={event?.seq} /></div>
        </section>
        <div className="replay-side">
          <section className="card" aria-live="polite">
            <header>
              <h2>{say('此刻', 'At that moment')}</h2>
              <span className="dim small num">{event && dayTime(event.at, words.lang)}</span>
            </header>
            <dl className="pad facts">
              <div><dt>{say('阶段', 'Stage')}</dt><dd>{c.stage('case', m.stage)}</dd></div>
              <div><dt>{say('承办单位', 'Department')}</dt><dd>{m.department || '–'}</dd></div>
              <div><dt>{say('催办 / 重办', 'Reminders / redos')}</dt><dd className="num">{m.reminders} / {m.redos}</dd></div>
              <div><dt>{say('督办', 'Supervised')}</dt><dd>{m.supervised ? say('是', 'yes') : say('否', 'no')}</dd></div>
              {m.overdue.length > 0 && <div><dt>{say('超期时限', 'Late clocks')}</dt><dd>{m.overdue.map((k) => c.clock('case', k)).join('、')}</dd></div>}
            </dl>
          </section>
          <section className="card">
            <header><h2>{say('这一步改变了什么', 'What this changed')}</h2></header>
            <div className="pad">
              {diffAt(items, at).length === 0 ? (
                <p className="dim">{say('没有改变字段', 'No field changed')}</p>
              ) : (
                <table className="data diff">
                  <thead><tr><th scope="col">{say('字段', 'Field')}</th><th scope="col">{say('之前', 'Before')}</th><th scope="col">{say('之后', 'After')}</th></tr></thead>
                  <tbody>
                    {diffAt(items, at).map((d) => (
                      <tr key={d.name}>
                        <th scope="row">{name(d.name)}</th>
                        <td>{d.before ? <del>{value(d.name, d.before)}</del> : <span className="dim">–</span>}</td>
                        <td><ins>{value(d.name, d.after)}</ins></td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
            </div>
          </section>
          {may(session, 'case.viewers.read') && <Viewers id={v.id} />}
          {may(session, 'case.history.read') && <History id={v.id} />}
        </div>
      </div>
    </div>
  )
}

/** Who looked at the case: one mark a person and ten minutes, and each reveal. */
function Viewers({ id }: { id: string }) {
  const read = useQuery({ queryKey: ['case', id, 'viewers'], queryFn: ({ signal }) => api.get<Page<Viewer>>(`/api/v1/cases/${id}/viewers`, { signal }), select: (p) => p.items })
  const what = (v: Viewer) => {
    const d = v.data as { field?: string; reason?: string } | null | undefined
    if (v.act === 'reveal') return `${say('查看', 'showed')} ${{ name: say('姓名', 'name'), phone: say('电话', 'phone'), address: say('住址', 'address') }[d?.field ?? ''] ?? ''}（${choiceWord('reveal', d?.reason)}）`
    return v.act === 'history' ? say('查看流程历史', 'read the history') : say('查看', 'looked')
  }
  return (
    <section className="card">
      <header><h2>{say('谁看过', 'Who looked')}</h2></header>
      <Shown read={read} rows={2}>
        {(items) =>
          items.length === 0 ? (
            <p className="dim pad">{say('还没有人看过', 'Nobody yet')}</p>
          ) : (
            <ul className="viewers" tabIndex={0} aria-label={say('谁看过', 'Who looked')}>
              {items.map((v, i) => (
                <li key={i} className={v.act === 'reveal' ? 'reveal-mark' : undefined}>
                  <span className="avatar" aria-hidden="true">{v.actor_name.slice(-1)}</span>
                  <span className="grow">{v.actor_name} <span className="dim small">{what(v)}</span></span>
                  <time className="dim small num">{dayTime(v.at, words.lang)}</time>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  )
}
