import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Tabs } from 'antd'
import { api } from '../api'
import { Shown } from '../parts/States'
import { say } from '../words'
import { Outbox } from './Outbox'
import { Parked } from './Parked'
import { Texts } from './Texts'
import type { DeliveryCounts } from './views'

/** What is told to whom, how it went, by which text; and what workflows owed one another in vain. */
export function Deliveries() {
  const { tab } = useSearch({ from: '/deliveries' })
  const navigate = useNavigate({ from: '/deliveries' })
  const counts = useQuery({ queryKey: ['delivery-counts'], queryFn: ({ signal }) => api.get<DeliveryCounts>('/api/v1/delivery-counts', { signal }), refetchInterval: 30_000 })
  return (
    <div className="page">
      <header className="page-head">
        <h1>{say('通知发送', 'Deliveries')}</h1>
      </header>
      <Shown read={counts} rows={1}>
        {(n) => (
          <>
            <dl className="facts card pad">
              <div><dt>{say('等待发送', 'Waiting')}</dt><dd className="num strong"><Link to="/deliveries" search={{ state: 'waiting' }}>{n.waiting}</Link></dd></div>
              <div><dt>{say('迟发', 'Late')}</dt><dd className="num strong">{n.late}</dd></div>
              <div><dt>{say('停下', 'Parked')}</dt><dd className="num strong"><Link to="/deliveries" search={{ state: 'parked' }}>{n.parked}</Link></dd></div>
              <div><dt>{say('网关拒绝', 'Refused')}</dt><dd className="num strong"><Link to="/deliveries" search={{ state: 'refused' }}>{n.refused}</Link></dd></div>
              <div><dt>{say('流程交接待送', 'Effects waiting')}</dt><dd className="num strong">{n.effects_waiting}</dd></div>
              <div><dt>{say('流程交接被拒', 'Effects refused')}</dt><dd className="num strong"><Link to="/deliveries" search={{ tab: 'effects' }}>{n.effects_parked}</Link></dd></div>
            </dl>
            <Tabs
              activeKey={tab ?? 'outbox'}
              onChange={(k) => void navigate({ search: { tab: k === 'effects' || k === 'texts' ? k : undefined } })}
              items={[
                { key: 'outbox', label: say('发送记录', 'Outbox'), children: <Outbox parked={n.parked} /> },
                { key: 'texts', label: say('通知规则与文本', 'Rules and texts'), children: <Texts /> },
                { key: 'effects', label: n.effects_parked ? say(`流程交接（${n.effects_parked}）`, `Between workflows (${n.effects_parked})`) : say('流程交接', 'Between workflows'), children: <Parked /> },
              ]}
            />
          </>
        )}
      </Shown>
    </div>
  )
}
