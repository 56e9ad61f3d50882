import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { clockTime } from '../../shared/format'
import { api } from '../api'
import { Shown } from '../parts/States'
import { say } from '../words'

interface HistoryEvent {
  id: string
  type: string
  at: string
  payloads?: unknown[]
}

/** The workflow's own history, opened only on request: reading it is recorded. */
export function History({ id }: { id: string }) {
  const [wanted, setWanted] = useState(false)
  const [open, setOpen] = useState<string>()
  const read = useQuery({
    queryKey: ['history', id],
    enabled: wanted,
    staleTime: Infinity,
    queryFn: ({ signal }) => api.get<{ items: HistoryEvent[]; imported?: boolean; workflow_id?: string }>(`/api/v1/cases/${id}/history`, { signal }),
  })
  return (
    <section className="card">
      <header>
        <h2>{say('流程历史', 'Workflow history')}</h2>
        <span className="grow" />
        {!wanted && <Button size="small" onClick={() => setWanted(true)}>{say('解密查看（记录在案）', 'Decode, on record')}</Button>}
      </header>
      {wanted && (
        <Shown read={read} rows={3}>
          {(h) =>
            h.imported || !h.items.length ? (
              <p className="dim pad">{say('导入的工单没有流程历史', 'Imported cases have none')}</p>
            ) : (
              <>
                <p className="dim small pad num">{h.workflow_id} · {say(`${h.items.length} 个事件`, `${h.items.length} events`)}</p>
                <ol className="history" tabIndex={0} aria-label={say('流程历史', 'Workflow history')}>
                  {h.items.map((e) => (
                    <li key={e.id}>
                      <button type="button" disabled={!e.payloads?.length} aria-expanded={open === e.id} onClick={() => setOpen(open === e.id ? undefined : e.id)}>
                        <span className="num dim">{e.id}</span>
                        <span className="grow">{e.type}</span>
                        <time className="dim num">{clockTime(e.at)}</time>
                        <span aria-hidden="true">{e.payloads?.length ? (open === e.id ? '▴' : '▾') : ''}</span>
                      </button>
                      {open === e.id && <pre tabIndex={0}>{JSON.stringify(e.payloads, null, 2)}</pre>}
                    </li>
                  ))}
                </ol>
              </>
            )
          }
        </Shown>
      )}
    </section>
  )
}
