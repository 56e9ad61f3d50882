import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Segmented } from 'antd'
import type { components } from '../../shared/api'
import { clockTime, count, isoDay, percent, relative } from '../../shared/format'
import type { Page } from '../../shared/views'
import { api, path } from '../api'
import { useClasses } from '../parts/contract'
import { Empty, Shown } from '../parts/States'
import { may, useSeat } from '../session'
import { named, say, words } from '../words'
import { choiceWord } from '../words/choices'
import { Chart, DataTable, download } from './Chart'
import { change, csvOf, filled, share, type Table } from './table'

type View = components['schemas']['StatisticsView']
type Figures = View['present']
type Miss = components['schemas']['MissView']

const periods = [1, 7, 30, 90]

/** What people ask and how the line serves them, against the same stretch before. */
export function Statistics() {
  const { days = 7 } = useSearch({ from: '/stats' })
  const navigate = useNavigate({ from: '/stats' })
  const read = useQuery({ queryKey: ['statistics', days], queryFn: ({ signal }) => api.get<View>(path('/api/v1/statistics', { days }), { signal }), placeholderData: (old) => old, refetchInterval: 60_000 })
  return (
    <div className="page">
      <header className="page-head">
        <h1>{say('数据分析', 'Statistics')}</h1>
        <Segmented value={days} onChange={(v) => void navigate({ search: { days: v === 7 ? undefined : Number(v) } })} options={periods.map((d) => ({ value: d, label: d === 1 ? say('今天', 'Today') : say(`近 ${d} 天`, `${d} days`) }))} />
        <span className="grow" />
        {read.data && <span className="dim small num">{say('截至', 'as of')} {clockTime(read.data.now)} · {isoDay(read.data.from)} – {isoDay(read.data.now)}</span>}
      </header>
      <Shown read={read}>{(v) => <Report v={v} />}</Shown>
    </div>
  )
}

function Report({ v }: { v: View }) {
  const classes = useClasses().data ?? []
  const className = (code: string) => classes.find((c) => c.code === code)?.name ?? (code || say('未分类', 'none'))
  const zero = { answered: 0, confirmed: 0, missed: 0 }
  const hourKeys = Array.from({ length: 24 }, (_, h) => String(h).padStart(2, '0'))
  const hours = filled(v.hours_today.map((b) => ({ ...b, key: b.key.slice(-5).slice(0, 2) })), hourKeys, zero)
  const from = new Date(v.from).getTime()
  const dayKeys = Array.from({ length: v.days }, (_, i) => isoDay(from + i * 86_400_000))
  const curve = filled(v.curve, dayKeys, zero)
  const three = (rows: { answered: number; confirmed: number; missed: number }[]) => [
    { name: say('直接回答', 'Answered'), values: rows.map((r) => r.answered) },
    { name: say('确认后回答', 'Asked which'), values: rows.map((r) => r.confirmed) },
    { name: say('未答', 'Missed'), values: rows.map((r) => r.missed) },
  ]
  return (
    <>
      <Five v={v} />
      <div className="charts">
        <Chart form="bars" title={say('今日时段', 'Hours today')} note={say('咨询句数', 'questions')} keys={hourKeys.map((h) => `${h}:00`)} series={three(hours)} empty={say('今天还没有咨询', 'No questions yet today')} />
        {v.days > 1 && <Chart form="bars" title={say('每日咨询', 'By day')} keys={dayKeys.map((d) => d.slice(5))} series={three(curve)} />}
        <Chart form="ranked" title={say('咨询场景', 'Scenes')} keys={v.scenes.slice(0, 10).map((c) => c.key || say('其他', 'other'))} series={[{ name: say('次数', 'Count'), values: v.scenes.slice(0, 10).map((c) => c.n) }]} />
        <Chart form="ranked" title={say('诉求分类', 'Classes of cases')} keys={v.classes.slice(0, 10).map((c) => className(c.key))} series={[{ name: say('件数', 'Cases'), values: v.classes.slice(0, 10).map((c) => c.n) }]} />
      </div>
      <Units v={v} />
      <Misses days={v.days} />
      <section className="card definitions">
        <header><h2>{say('指标口径', 'Definitions')}</h2></header>
        <dl className="pad facts">
          {Object.entries(v.definitions).map(([k, d]) => (
            <div key={k}>
              <dt>{figureWord(k)}</dt>
              <dd className="small">{named(d)}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  )
}

const figureWord = (k: string): string =>
  ({
    questions: say('咨询量', 'Questions'), hit_rate: say('命中率', 'Hit rate'), people_visits: say('人数与次数', 'People and visits'), hand_over_rate: say('转人工率', 'Hand-over rate'), satisfaction: say('满意率', 'Satisfaction'),
    confirm: say('确认', 'Asked which'), missed: say('未答', 'Missed'), solved_rate: say('解决率', 'Solved rate'), in_time_rate: say('按期率', 'In time'),
  })[k] ?? k

function Five({ v }: { v: View }) {
  const of = (f: Figures) => ({ questions: f.questions, hit: share(f.answered, f.questions), people: f.people, over: share(f.handed_over, f.talks), satisfied: share(f.pleased, f.rated) })
  const now = of(v.present)
  const before = of(v.before)
  const lang = words.lang
  const rate = (x: number | undefined) => (x === undefined ? '–' : percent(x))
  const figure = (key: string, name: string, big: string, delta: number | undefined, kind: 'count' | 'share', more?: string, goodUp = true) => {
    const d = v.definitions[key]
    const good = delta === undefined || Math.abs(delta) < 0.05 ? undefined : delta > 0 === goodUp
    return (
      <div className="tile figure">
        <span>{name}</span>
        <b className="num">{big}</b>
        <small className={good === undefined ? '' : good ? 'up' : 'down'}>
          {delta === undefined ? say('上期无数据', 'nothing before') : `${delta > 0 ? '▲' : delta < 0 ? '▼' : '–'} ${Math.abs(delta).toFixed(1)}${kind === 'count' ? '%' : say(' 个百分点', ' pts')} ${say('较上期', 'vs before')}`}
        </small>
        {more && <small>{more}</small>}
        {d && <small className="define">{named(d)}</small>}
      </div>
    )
  }
  return (
    <div className="tiles five">
      {figure('questions', say('咨询量', 'Questions'), count(now.questions, lang), change(now.questions, before.questions, 'count'), 'count', say(`会话 ${count(v.present.talks, lang)}`, `${count(v.present.talks, lang)} talks`))}
      {figure('hit_rate', say('命中率', 'Hit rate'), rate(now.hit), change(now.hit, before.hit, 'share'), 'share', say(`确认 ${v.present.confirmed} · 未答 ${v.present.missed}`, `${v.present.confirmed} asked, ${v.present.missed} missed`))}
      {figure('people_visits', say('服务人数', 'People'), count(now.people, lang), change(now.people, before.people, 'count'), 'count', say(`访问 ${count(v.present.visits, lang)} 次`, `${count(v.present.visits, lang)} visits`))}
      {figure('hand_over_rate', say('转人工率', 'Hand-over rate'), rate(now.over), change(now.over, before.over, 'share'), 'share', say(`平均等待 ${Math.round(v.present.wait_seconds)} 秒`, `${Math.round(v.present.wait_seconds)} s mean wait`), false)}
      {figure('satisfaction', say('满意率', 'Satisfaction'), rate(now.satisfied), change(now.satisfied, before.satisfied, 'share'), 'share', say(`已评价 ${v.present.rated}`, `${v.present.rated} rated`))}
    </div>
  )
}

function Units({ v }: { v: View }) {
  const rate = (a: number, b: number) => (b ? percent(a / b, 0) : '–')
  const rows = [...v.units].sort((a, b) => (b.due ? b.in_time / b.due : 1) - (a.due ? a.in_time / a.due : 1) || b.received - a.received)
  const table: Table = {
    head: [say('单位', 'Unit'), say('受理', 'Received'), say('按期率', 'In time'), say('重办', 'Redone'), say('满意率', 'Satisfied')],
    rows: rows.map((u) => [u.name, u.received, rate(u.in_time, u.due), u.redone, rate(u.satisfied, u.rated)]),
  }
  return (
    <section className="card">
      <header>
        <h2>{say('单位排名', 'Units')}</h2>
        <span className="dim small">{say('以按期率为序', 'by cases in time')}</span>
        <span className="grow" />
        <Button size="small" type="text" onClick={() => download(`${say('单位排名', 'units')}.csv`, csvOf(table))}>CSV</Button>
      </header>
      {rows.length ? <div className="scroll-x" tabIndex={0} role="region" aria-label={say('单位排名', 'Units')}><DataTable of={table} /></div> : <Empty text={say('这段时间没有派出的工单', 'No cases dispatched in this time')} />}
    </section>
  )
}

function Misses({ days }: { days: number }) {
  const { session } = useSeat()
  const read = useQuery({ queryKey: ['misses', days], queryFn: ({ signal }) => api.get<Page<Miss>>(path('/api/v1/statistics/misses', { days }), { signal }), select: (p) => p.items })
  return (
    <section className="card">
      <header>
        <h2>{say('未答与没解决的问题', 'Misses and downvotes')}</h2>
        <span className="dim small">{say('最近 100 条', 'the newest 100')}</span>
      </header>
      <Shown read={read} rows={3}>
        {(items) =>
          items.length === 0 ? (
            <Empty text={say('这段时间没有未答的问题', 'Nothing was missed')} />
          ) : (
            <div className="misses" tabIndex={0} role="region" aria-label={say('未答与没解决的问题', 'Misses')}>
              <ul>
                {items.map((m) => (
                  <li key={`${m.conversation_id}${m.at}`}>
                    <span className="grow">{m.text}</span>
                    <span className={m.vote === 'down' ? 'flag flag-yellow' : 'flag'}>{m.vote === 'down' ? `${say('点踩', 'down')} ${choiceWord('downvote_reason', m.vote_reason)}` : choiceWord('decision', m.decision)}</span>
                    <time className="dim small">{relative(m.at, words.lang)}</time>
                    {may(session, 'article.create') && <Link to="/kb" search={{ id: 'new', q: m.text }}>{say('建为知识', 'Make an article')}</Link>}
                    {may(session, 'article.try') && <Link to="/kb" search={{ ask: m.text }}>{say('试一问', 'Try')}</Link>}
                  </li>
                ))}
              </ul>
            </div>
          )
        }
      </Shown>
    </section>
  )
}
