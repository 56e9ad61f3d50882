import { useNavigate, useSearch } from '@tanstack/react-router'
import { Input, Tabs } from 'antd'
import { useState } from 'react'
import { api, problemOf } from '../api'
import { Empty } from '../parts/States'
import { say, words } from '../words'
import { Ledger } from './Ledger'
import { Replay } from './Replay'

const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i

/** The auditor's page: any case replayed from its record, and the record itself. */
export function Audit() {
  const { id, tab } = useSearch({ from: '/audit' })
  const navigate = useNavigate({ from: '/audit' })
  const [problem, setProblem] = useState<string>()
  const find = async (text: string) => {
    const word = text.trim()
    setProblem(undefined)
    if (!word) return
    if (uuid.test(word)) return void navigate({ search: { id: word.toLowerCase() } })
    try {
      const r = await api.get<{ kind: string; id: string }>(`/api/v1/numbers/${encodeURIComponent(word)}`)
      if (r.kind === 'case') void navigate({ search: { id: r.id } })
      else void navigate({ to: '/messages', search: { id: r.id } })
    } catch (e) {
      setProblem(problemOf(e).say(words.lang))
    }
  }
  return (
    <div className="page">
      <header className="page-head" data-search>
        <h1>{say('审计', 'Audit')}</h1>
        <Input.Search allowClear style={{ width: 320, maxWidth: '100%' }} placeholder={say('工单号、留言号或内部编号', 'Number or internal id')} aria-label={say('查找工单', 'Find a case')} onSearch={(v) => void find(v)} status={problem ? 'error' : undefined} />
        {problem && <span role="alert" style={{ color: 'var(--red)' }}>{problem}</span>}
      </header>
      <Tabs
        activeKey={tab === 'ledger' ? 'ledger' : 'replay'}
        onChange={(k) => void navigate({ search: (s) => ({ ...s, tab: k === 'ledger' ? 'ledger' : undefined }) })}
        items={[
          { key: 'replay', label: say('工单回放', 'Replay'), children: id ? <Replay key={id} id={id} /> : <Empty text={say('输入工单号，查看它的全过程；或在“操作记录”中点选一条', 'Enter a number, or choose one from the record')} /> },
          { key: 'ledger', label: say('操作记录', 'Record'), children: <Ledger subject={id} open={(to) => void navigate({ search: { id: to } })} /> },
        ]}
      />
    </div>
  )
}
