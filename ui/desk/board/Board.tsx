import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, type ReactNode } from 'react'
import { clockTime, count, day } from '../../shared/format'
import type { components } from '../../shared/api'
import { api } from '../api'
import { CaseCard } from '../cases/CaseRow'
import { useCases } from '../cases/rows'
import { CardRow } from '../list/Rows'
import { stopwatch, waitLight } from '../bench/talks'
import { useCity } from '../parts/contract'
import { useKeys } from '../parts/keys'
import { Empty, Shown } from '../parts/States'
import { noteServerTime, useNow } from '../parts/ticking'
import type { CaseSearch } from '../router'
import { may, useSeat } from '../session'
import { applyTone } from '../theme'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'
import { Approvals } from './Approvals'

type View = components['schemas']['BoardView']

/** The supervisor's board. Behind every number stands its list. */
export function Board() {
  const { wall } = useSearch({ from: '/board' })
  const navigate = useNavigate({ from: '/board' })
  const { tone, session } = useSeat()
  const city = useCity().data
  const now = useNow(1000)
  const read = useQuery({
    queryKey: ['board'],
    refetchInterval: 30_000,
    queryFn: async ({ signal }) => {
      const v = await api.get<View>('/api/v1/board', { signal })
      noteServerTime(v.now)
      return v
    },
  })
  const show = (on: boolean) => void navigate({ search: on ? { wall: '1' } : {} })
  useKeys({ f: () => show(!wall), Escape: wall ? () => show(false) : undefined })
  // The wall is dark whatever the desk is.
  useEffect(() => {
    if (!wall) return
    applyTone('dark')
    return () => applyTone(tone)
  }, [wall, tone])
  return (
    <div className={wall ? 'board wall' : 'board'}>
      <header className="page-head">
        <h1>{wall && city ? `${words.pick(city.name, city.name_en)} 12345 ${say('运行大屏', 'today')}` : say('督办大屏', 'Board')}</h1>
        <span className="dim num">
          {day(now, words.lang)} {clockTime(now)}
        </span>
        <span className="grow" />
        {wall ? (
          <button type="button" className="wall-exit" onClick={() => show(false)}>{say('退出大屏', 'Leave')} Esc</button>
        ) : (
          <Button onClick={() => show(true)}>{say('大屏模式', 'Wall')} (F)</Button>
        )}
      </header>
      <Shown read={read}>
        {(v) => (
          <>
            <Tiles v={v} now={now} />
            <div className="board-grid">
              <Matrix v={v} />
              <div className="board-side">
                <Agents v={v} />
                <List title={say('已超期', 'Late')} filter={{ light: 'overdue', open: 'true' }} empty={say('没有超期工单', 'Nothing is late')} />
              </div>
            </div>
            {may(session, 'case.review_pass') && !wall ? <Approvals /> : <List title={say('待审核', 'To review')} filter={{ stage: 'replied' }} empty={say('没有待审核的答复', 'No reply to review')} />}
          </>
        )}
      </Shown>
    </div>
  )
}

function Tiles({ v, now }: { v: View; now: number }) {
  const since = new Date(v.now).getTime() - v.queue.longest_wait_seconds * 1000
  const longest = v.queue.waiting ? Math.max(0, (now - since) / 1000) : 0
  const light = v.queue.waiting ? waitLight(longest) : 'green'
  const word = { green: say('正常', 'fine'), yellow: say('偏长', 'long'), red: say('过长', 'too long') }[light]
  const cases = (label: string, n: number, search: CaseSearch, bad = false) => (
    <Link to="/cases" search={search} className={bad && n > 0 ? 'tile tile-bad' : 'tile'}>
      <span>{label}</span>
      <b className="num">{count(n, words.lang)}</b>
    </Link>
  )
  return (
    <div className="tiles">
      <Tile label={say('排队人数', 'Waiting')} note={say(`机器人接待 ${v.queue.with_bot}`, `${v.queue.with_bot} with the bot`)}>{v.queue.waiting}</Tile>
      <Tile label={say('最长等待', 'Longest wait')} tone={light} note={v.queue.waiting ? word : say('无人等待', 'nobody waits')}>{stopwatch(longest)}</Tile>
      <Tile label={say('在线坐席', 'Agents')} note={say(`通话中会话 ${v.queue.talking}`, `${v.queue.talking} talks`)}>{v.queue.agents_online}</Tile>
      {cases(say('今日工单', 'Today’s cases'), v.cases.today, {})}
      {cases(say('2 小时内到期', 'Due in 2 h'), v.cases.due_soon, { light: 'due' }, true)}
      {cases(say('已超期', 'Late'), v.cases.late, { light: 'overdue', open: 'true' }, true)}
      {cases(say('待派单', 'To dispatch'), v.cases.to_dispatch, { stage: 'accepted' })}
      {cases(say('待审核', 'To review'), v.cases.to_review, { stage: 'replied' })}
      {cases(say('待回访', 'To survey'), v.cases.to_survey, { stage: 'surveying' })}
      <Link to="/messages" search={{ stage: 'overdue' }} className={v.messages.late ? 'tile tile-bad' : 'tile'}>
        <span>{say('留言超时', 'Late messages')}</span>
        <b className="num">{v.messages.late}</b>
        <small>{say(`待办 ${v.messages.open}`, `${v.messages.open} open`)}</small>
      </Link>
      <Link to="/calls" search={{ view: 'callbacks' }} className={v.callbacks.late ? 'tile tile-bad' : 'tile'}>
        <span>{say('回电超时', 'Late call-backs')}</span>
        <b className="num">{v.callbacks.late}</b>
        <small>{say(`待回电 ${v.callbacks.open}`, `${v.callbacks.open} wait`)}</small>
      </Link>
    </div>
  )
}

function Tile({ label, children, note, tone }: { label: string; children: ReactNode; note?: string; tone?: string }) {
  return (
    <div className={tone ? `tile tile-${tone}` : 'tile'}>
      <span>{label}</span>
      <b className="num">{children}</b>
      {note && <small>{note}</small>}
    </div>
  )
}

function Matrix({ v }: { v: View }) {
  const rows = [...v.units].sort((a, b) => b.late - a.late || b.red - a.red || b.yellow - a.yellow || b.green - a.green)
  const most = Math.max(1, ...rows.flatMap((u) => [u.late, u.red, u.yellow, u.green]))
  const cell = (u: View['units'][number], n: number, light: string, label: string, search: CaseSearch) => (
    <td className={`heat heat-${light}`} style={{ '--heat': `${n ? Math.round(14 + (n / most) * 60) : 0}%` } as React.CSSProperties}>
      {n ? (
        <Link to="/cases" search={{ department: u.path, ...search }} aria-label={`${u.name} ${label} ${n}`}>
          {n}
        </Link>
      ) : (
        <span className="dim">0</span>
      )}
    </td>
  )
  return (
    <section className="card">
      <header>
        <h2>{say('单位 × 灯色', 'Units × lights')}</h2>
        <span className="dim small">{say('点击数字查看工单', 'Each number opens its list')}</span>
      </header>
      {rows.length === 0 ? (
        <Empty text={say('没有在办工单', 'No open cases')} />
      ) : (
        <div className="scroll-x" tabIndex={0} role="region" aria-label={say('单位 × 灯色', 'Units × lights')}>
          <table className="matrix">
            <thead>
              <tr>
                <th scope="col">{say('单位', 'Unit')}</th>
                <th scope="col">■ {say('超期', 'Late')}</th>
                <th scope="col">■ {say('2 小时内', 'Within 2 h')}</th>
                <th scope="col">▲ {say('今天到期', 'Due today')}</th>
                <th scope="col">● {say('以后到期', 'Later')}</th>
                <th scope="col">{say('待签收', 'To sign')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((u) => (
                <tr key={u.department}>
                  <th scope="row">
                    <Link to="/cases" search={{ department: u.path, open: 'true' }}>{u.name}</Link>
                  </th>
                  {cell(u, u.late, 'over', say('超期', 'late'), { light: 'overdue', open: 'true' })}
                  {cell(u, u.red, 'red', say('2 小时内到期', 'due in 2 h'), { light: 'red' })}
                  {cell(u, u.yellow, 'yellow', say('今天到期', 'due today'), { light: 'yellow' })}
                  {cell(u, u.green, 'green', say('以后到期', 'later'), { light: 'green' })}
                  {cell(u, u.to_sign, 'sign', say('待签收', 'to sign'), { stage: 'dispatched' })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function Agents({ v }: { v: View }) {
  const order = ['online', 'busy', 'break', 'away', 'offline']
  const rows = [...v.agents].sort((a, b) => order.indexOf(a.presence) - order.indexOf(b.presence) || b.talking - a.talking)
  return (
    <section className="card">
      <header>
        <h2>{say('坐席', 'Agents')}</h2>
      </header>
      {rows.length === 0 && <Empty text={say('没有坐席账号', 'No agents')} />}
      <ul className="agents">
        {rows.map((a) => (
          <li key={a.id}>
            <span className={`presence-dot presence-${a.presence}`}><i aria-hidden="true" /></span>
            <span className="grow">{a.name}</span>
            <span className="dim small">{choiceWord('presence', a.presence)}</span>
            <span className="load" aria-label={say(`${a.talking} 个会话，上限 ${a.capacity}`, `${a.talking} of ${a.capacity} talks`)} role="img">
              {Array.from({ length: Math.max(a.capacity, a.talking) }, (_, i) => (
                <i key={i} className={i < a.talking ? 'full' : undefined} />
              ))}
            </span>
            <span className="num">{a.talking}/{a.capacity}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function List({ title, filter, empty }: { title: string; filter: CaseSearch; empty: string }) {
  const navigate = useNavigate()
  const read = useCases(filter as Record<string, string | undefined>, 6)
  return (
    <section className="card">
      <header>
        <h2>{title}</h2>
        <span className="grow" />
        <Link to="/cases" search={filter}>{say('全部', 'All')}</Link>
      </header>
      <Shown read={{ data: read.items, error: read.error, isPending: read.pending, refetch: read.again }} rows={3}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty text={empty} />
          ) : (
            <ul>
              {rows.map((i) => (
                <CardRow key={i.id} id={i.id} on={false} open={(id) => void navigate({ to: '/cases', search: { ...filter, id } })}>
                  <CaseCard item={i} />
                </CardRow>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  )
}
