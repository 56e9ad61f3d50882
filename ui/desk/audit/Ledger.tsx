import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, Input, Switch } from 'antd'
import { useState } from 'react'
import { dayTime } from '../../shared/format'
import type { Page } from '../../shared/views'
import { api, path } from '../api'
import { useContract } from '../parts/contract'
import { Empty, Shown } from '../parts/States'
import { say, words } from '../words'

interface Entry {
  id: string
  at: string
  actor_kind: string
  actor_id?: string
  actor_name?: string
  act: string
  subject_kind?: string
  subject_id?: string
  outcome: string
  policy_line?: string
  policy_version?: string
  request_id?: string
}

/** The record: acts, refusals, looks. Newest first. */
export function Ledger({ subject, open }: { subject?: string; open: (id: string) => void }) {
  const c = useContract()
  const [only, setOnly] = useState(!!subject)
  const [refused, setRefused] = useState(false)
  const [act, setAct] = useState('')
  const filter = { subject: only ? subject : undefined, refused: refused ? 'true' : undefined, act: act || undefined }
  const read = useInfiniteQuery({
    queryKey: ['ledger', filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => api.get<Page<Entry>>(path('/api/v1/ledger', { ...filter, limit: 50, cursor: pageParam }), { signal }),
    getNextPageParam: (last) => last.next_cursor,
  })
  const items = read.data?.pages.flatMap((p) => p.items)
  const kind = (k?: string) => ({ case: say('工单', 'case'), message: say('留言', 'message'), conversation: say('会话', 'talk'), article: say('知识', 'article'), session: say('登录', 'session') })[k ?? ''] ?? k ?? ''
  const word = (e: Entry) => {
    const fixed: Record<string, string> = { look: say('查看', 'look'), reveal: say('查看个人信息', 'reveal'), history: say('查看流程历史', 'history'), read: say('读取', 'read'), sign_in: say('登录', 'sign in'), edit: say('编辑', 'edit'), publish: say('发布', 'publish'), withdraw: say('下线', 'withdraw') }
    if (e.subject_kind === 'case' || e.subject_kind === 'message' || e.subject_kind === 'conversation') {
      const w = c.act(e.subject_kind, e.act)
      if (w !== e.act) return w
    }
    return fixed[e.act] ?? e.act
  }
  return (
    <section className="card">
      <header>
        <Input.Search size="small" allowClear style={{ width: 180 }} placeholder={say('操作，如 reply', 'Act, e.g. reply')} aria-label={say('按操作筛选', 'By act')} onSearch={(v) => setAct(v.trim())} />
        <label className="row small"><Switch size="small" checked={refused} onChange={setRefused} aria-label={say('只看被拒绝的', 'Refusals only')} /> {say('只看被拒绝的', 'Refusals only')}</label>
        {subject && <label className="row small"><Switch size="small" checked={only} onChange={setOnly} aria-label={say('只看当前工单', 'This case only')} /> {say('只看当前工单', 'This case only')}</label>}
      </header>
      <Shown read={{ data: items, error: read.error, isPending: read.isPending, refetch: read.refetch }}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty text={say('没有符合条件的记录', 'Nothing on record')} />
          ) : (
            <div className="scroll-x" tabIndex={0} role="region" aria-label={say('操作记录', 'Record')}>
              <table className="data ledger">
                <thead>
                  <tr>
                    <th scope="col">{say('时间', 'Time')}</th>
                    <th scope="col">{say('人员', 'Who')}</th>
                    <th scope="col">{say('操作', 'Act')}</th>
                    <th scope="col">{say('对象', 'Subject')}</th>
                    <th scope="col">{say('结果', 'Outcome')}</th>
                    <th scope="col">{say('依据', 'Policy line')}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((e) => (
                    <tr key={e.id}>
                      <td className="num">{dayTime(e.at, words.lang)}</td>
                      <td>{e.actor_name || { citizen: say('诉求人', 'citizen'), system: say('系统', 'system'), anonymous: say('未登录', 'nobody') }[e.actor_kind] || e.actor_kind}</td>
                      <td>{word(e)}</td>
                      <td>
                        {kind(e.subject_kind)}{' '}
                        {e.subject_id &&
                          (e.subject_kind === 'case' ? (
                            <button type="button" className="linklike num" onClick={() => open(e.subject_id!)}>{e.subject_id.slice(0, 8)}</button>
                          ) : (
                            <span className="num dim">{e.subject_id.slice(0, 8)}</span>
                          ))}
                      </td>
                      <td>{e.outcome === 'applied' ? say('成功', 'done') : <span className="flag flag-red">{e.outcome}</span>}</td>
                      <td className="dim small">{e.policy_line}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Shown>
      {read.hasNextPage && <div className="more"><Button onClick={() => void read.fetchNextPage()} loading={read.isFetchingNextPage}>{say('更多', 'More')}</Button></div>}
    </section>
  )
}
