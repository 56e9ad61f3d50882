import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { day, dayTime } from '../../shared/format'
import type { Action, MessageItem, MessageView, Page, TimelineItem } from '../../shared/views'
import { api, path } from '../api'
import { ActForm, useAct } from '../cases/ActForm'
import { brief } from '../cases/CaseRow'
import { Clocks } from '../cases/Clocks'
import { graveActs, immediate, ordered } from '../cases/fields'
import { useRows } from '../cases/rows'
import { Timeline } from '../cases/Timeline'
import { useContract, useDepartments } from '../parts/contract'
import { useKeys } from '../parts/keys'
import { SlaPill } from '../parts/SlaPill'
import { Empty, Shown } from '../parts/States'
import { noteServerTime } from '../parts/ticking'
import { named, say, words } from '../words'
import { choiceWord } from '../words/choices'

/** The board of messages: written questions that get a written answer. */
export function Messages() {
  const { id, stage = 'open' } = useSearch({ from: '/messages' })
  const navigate = useNavigate({ from: '/messages' })
  const c = useContract()
  const filter = stage === 'all' ? undefined : stage
  const read = useInfiniteQuery({
    queryKey: ['messages', stage],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.get<Page<MessageItem>>(path('/api/v1/messages', { stage: filter, limit: 50, cursor: pageParam }), { signal }),
    getNextPageParam: (last) => last.next_cursor,
  })
  const items = read.data?.pages.flatMap((p) => p.items)
  const go = (to?: string) => void navigate({ search: (s) => ({ ...s, id: to }), replace: !!id })
  useRows(items?.map((i) => i.id) ?? [], id, go)
  const tab = (label: string, value: string) => (
    <Link key={value} to="/messages" search={{ stage: value }} activeProps={{}} className={stage === value ? 'on' : undefined} aria-current={stage === value ? 'page' : undefined}>
      {label}
    </Link>
  )
  return (
    <div className={id ? 'split opened' : 'split closed'}>
      <section className="split-list" aria-label={say('留言列表', 'Messages')}>
        <header>
          <h1>{say('留言', 'Messages')}</h1>
          <nav className="stagetabs" aria-label={say('范围', 'Scope')}>
            {tab(say('待办', 'Open'), 'open')}
            {tab(say('超时未答', 'Late'), 'overdue')}
            {c.stages('message').map((s) => tab(named(s), s.name))}
            {tab(say('全部', 'All'), 'all')}
          </nav>
        </header>
        <div className="split-rows" aria-busy={read.isFetching}>
          <Shown read={{ data: items, error: read.error, isPending: read.isPending, refetch: read.refetch }}>
            {(rows) =>
              rows.length === 0 ? (
                <Empty text={say('没有符合条件的留言', 'No message matches')}>
                  {stage !== 'all' && <Link to="/messages" search={{ stage: 'all' }}>{say('查看全部留言', 'Show all')}</Link>}
                </Empty>
              ) : (
                <>
                  <ul className="items">
                    {rows.map((i) => (
                      <li key={i.id}>
                        <a
                          href={`?id=${i.id}`}
                          data-row={i.id}
                          className={i.id === id ? 'item on' : 'item'}
                          aria-current={i.id === id ? 'true' : undefined}
                          onClick={(e) => {
                            if (e.metaKey || e.ctrlKey) return
                            e.preventDefault()
                            go(i.id)
                          }}
                        >
                          <span className="item-top">
                            <span className="item-title">{brief(i.title)}</span>
                            {i.next && <SlaPill clock={i.next} />}
                          </span>
                          <span className="item-sub">
                            <span className={c.final('message', i.stage) ? 'stage stage-final' : 'stage'}>{c.stage('message', i.stage)}</span>
                            {i.class_name && <span>{i.class_name}</span>}
                            {i.department_name && <span>{i.department_name}</span>}
                            <span className="num">{i.number}</span>
                            <span className="num">{day(i.submitted_at, words.lang)}</span>
                          </span>
                        </a>
                      </li>
                    ))}
                  </ul>
                  {read.hasNextPage && (
                    <div className="more">
                      <Button onClick={() => void read.fetchNextPage()} loading={read.isFetchingNextPage}>{say('更多', 'More')}</Button>
                    </div>
                  )}
                </>
              )
            }
          </Shown>
        </div>
      </section>
      {id && (
        <section className="split-detail" aria-label={say('留言详情', 'Message')}>
          <Detail id={id} close={() => go()} />
        </section>
      )}
    </div>
  )
}

function Detail({ id, close }: { id: string; close: () => void }) {
  const read = useQuery({
    queryKey: ['message', id],
    queryFn: async ({ signal }) => {
      const v = await api.get<MessageView>(`/api/v1/messages/${id}`, { signal })
      noteServerTime(v.now)
      return v
    },
  })
  return <Shown read={read}>{(v) => <Body key={v.id} v={v} close={close} />}</Shown>
}

function Body({ v, close }: { v: MessageView; close: () => void }) {
  const c = useContract()
  const departments = useDepartments().data ?? []
  const line = useQuery({ queryKey: ['message', v.id, 'timeline'], queryFn: ({ signal }) => api.get<Page<TimelineItem>>(`/api/v1/messages/${v.id}/timeline`, { signal }), select: (p) => p.items })
  const [doing, setDoing] = useState<Action>()
  const act = useAct('messages', v.id, v.rev)
  const actions = ordered(v.allowed_actions)
  const begin = (a: Action) => (immediate.includes(a.act) ? act.mutate({ act: a.act, fields: {}, done: say(`${a.zh}成功`, `${a.en}: done`) }) : setDoing(a))
  const key = (name: string) => {
    const a = actions.find((x) => x.act === name)
    return a && (() => begin(a))
  }
  useKeys({ r: key('reply'), n: key('note'), Escape: close })
  const suggested = departments.find((d) => d.id === v.suggested_department)
  const facts: [string, string | undefined][] = [
    [say('姓名', 'Name'), v.party?.name],
    [say('电话', 'Phone'), v.party?.phone],
    [say('分类', 'Class'), v.class_name],
    [say('区域', 'District'), choiceWord('district', v.district)],
    [say('承办单位', 'Department'), v.department_name],
    [say('建议单位', 'Suggested unit'), suggested?.short_name],
    [say('渠道', 'Channel'), choiceWord('channel', v.channel)],
    [say('提交时间', 'Submitted'), dayTime(v.submitted_at, words.lang)],
  ]
  return (
    <article className="detail" aria-label={v.number}>
      <div className="actbar">
        <Button className="only-narrow" size="small" onClick={close}>{say('返回', 'Back')}</Button>
        {actions.length === 0 && <span className="dim">{say('当前没有您可以办理的操作', 'Nothing for you to do here now')}</span>}
        {actions.map((a, n) => (
          <Button key={a.act} type={n === 0 && a.act !== 'note' && !graveActs.includes(a.act) ? 'primary' : 'default'} danger={graveActs.includes(a.act)} onClick={() => begin(a)}>
            {named(a)}
            {a.act === 'reply' ? ' (R)' : ''}
          </Button>
        ))}
        <span className="grow" />
        <Button size="small" type="text" aria-label={say('关闭详情', 'Close')} onClick={close}>×</Button>
      </div>
      <header className="detail-head">
        <h1>{v.title}</h1>
        <div className="row wrap">
          <span className="num strong">{v.number}</span>
          <span className="stage">{c.stage('message', v.stage)}</span>
          {v.next && <SlaPill clock={v.next} name />}
        </div>
      </header>
      <section className="card">
        <div className="pad" style={{ display: 'grid', gap: 12 }}>
          <p className="matter">{v.content}</p>
          <dl className="facts">
            {facts.map(([k, x]) => x && <div key={k}><dt>{k}</dt><dd>{x}</dd></div>)}
          </dl>
        </div>
      </section>
      {v.public_reply && (
        <section className="card">
          <header>
            <h2>{say('答复', 'Reply')}</h2>
            <span className="grow" />
            <span className="small">{[choiceWord('solved', v.solved), choiceWord('satisfied', v.satisfied ? String(v.satisfied) : undefined)].filter(Boolean).join(' · ')}</span>
          </header>
          <div className="pad"><div className="reply-box">{v.public_reply}</div></div>
        </section>
      )}
      <section className="card">
        <header><h2>{say('时限', 'Clocks')}</h2></header>
        <Clocks clocks={v.clocks} />
      </section>
      <section className="card">
        <header><h2>{say('办理过程', 'What happened')}</h2></header>
        <div className="pad"><Shown read={line} rows={2}>{(items) => <Timeline items={items} kind="message" />}</Shown></div>
      </section>
      {doing && <ActForm subject="messages" id={v.id} rev={v.rev} action={doing} initial={doing.act === 'assign' && v.suggested_department ? { department: v.suggested_department } : undefined} matter={v.content} reply={v.public_reply} close={() => setDoing(undefined)} />}
    </article>
  )
}
