import { dayTime } from '../../shared/format'
import { useAddress } from '../list/address'
import { Filters, type Filter } from '../list/Filters'
import { useKeyset } from '../list/keyset'
import { Rows } from '../list/Rows'
import { Views } from '../list/Views'
import { useContract } from '../parts/contract'
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
  const address = useAddress({ open: 'row', beside: ['id', 'tab'] })
  const { act, refused, every } = address.search
  const read = useKeyset<Entry>('ledger', '/api/v1/ledger', { subject: every === 'true' ? undefined : subject, refused, act })
  const kind = (k?: string) => ({ case: say('工单', 'case'), message: say('留言', 'message'), conversation: say('会话', 'talk'), article: say('知识', 'article'), session: say('登录', 'session') })[k ?? ''] ?? k ?? ''
  const word = (e: Entry) => {
    const fixed: Record<string, string> = {
      look: say('查看', 'look'), reveal: say('查看个人信息', 'reveal'), history: say('查看流程历史', 'history'), read: say('读取', 'read'), sign_in: say('登录', 'sign in'), edit: say('编辑', 'edit'),
      publish: say('发布', 'publish'), withdraw: say('下线', 'withdraw'), effect: say('流程交接', 'between workflows'),
    }
    if (e.subject_kind === 'case' || e.subject_kind === 'message' || e.subject_kind === 'conversation') {
      const w = c.act(e.subject_kind, e.act)
      if (w !== e.act) return w
    }
    return fixed[e.act] ?? e.act
  }
  const filters: Filter[] = [
    { kind: 'text', name: 'act', width: 180, label: say('按操作筛选', 'By act'), placeholder: say('操作，如 reply', 'Act, e.g. reply') },
    { kind: 'flag', name: 'refused', label: say('只看被拒绝的', 'Refusals only') },
    ...(subject ? [{ kind: 'flag' as const, name: 'every', label: say('不限当前工单', 'Not this case alone') }] : []),
  ]
  return (
    <section className="card">
      <header>
        <Filters filters={filters} address={address} />
        <span className="grow" />
        <Views list="ledger" address={address} />
      </header>
      <Rows<Entry>
        read={read}
        id={(e) => e.id}
        label={say('操作记录', 'Record')}
        empty={{ text: say('没有符合条件的记录', 'Nothing on record') }}
        open={(id) => {
          const e = read.items?.find((x) => x.id === id)
          if (e?.subject_kind === 'case' && e.subject_id) open(e.subject_id)
        }}
        columns={[
          { key: 'at', title: say('时间', 'Time'), className: 'num', cell: (e) => dayTime(e.at, words.lang) },
          { key: 'who', title: say('人员', 'Who'), cell: (e) => e.actor_name || { citizen: say('诉求人', 'citizen'), system: say('系统', 'system'), anonymous: say('未登录', 'nobody') }[e.actor_kind] || e.actor_kind },
          { key: 'act', title: say('操作', 'Act'), cell: word },
          {
            key: 'subject',
            title: say('对象', 'Subject'),
            cell: (e) => (
              <>
                {kind(e.subject_kind)}{' '}
                {e.subject_id &&
                  (e.subject_kind === 'case' ? (
                    <button type="button" className="linklike num" onClick={() => open(e.subject_id!)}>{e.subject_id.slice(0, 8)}</button>
                  ) : (
                    <span className="num dim">{e.subject_id.slice(0, 8)}</span>
                  ))}
              </>
            ),
          },
          { key: 'outcome', title: say('结果', 'Outcome'), cell: (e) => (e.outcome === 'applied' ? say('成功', 'done') : <span className="flag flag-red">{e.outcome}</span>) },
          { key: 'line', title: say('依据', 'Policy line'), className: 'dim small', cell: (e) => e.policy_line },
        ]}
      />
    </section>
  )
}
