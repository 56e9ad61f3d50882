import { DownloadOutlined } from '@ant-design/icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import type { components } from '../../shared/api'
import { newKey } from '../../shared/client'
import { clockTime } from '../../shared/format'
import { api, problemOf } from '../api'
import { may, useSeat } from '../session'
import { say, words } from '../words'

type View = components['schemas']['ExportView']

interface Props {
  list: 'cases' | 'messages' | 'rates'
  /** the query of the list's own route, as it is shown now */
  query: Record<string, string | undefined>
}

/** Takes the list that is shown out of the house: a job with progress, then a link that holds for an hour. */
export function Export({ list, query }: Props) {
  const { session } = useSeat()
  const { message } = App.useApp()
  const [id, setID] = useState<string>()
  const start = useMutation({
    mutationFn: (format: string) => {
      const q = new URLSearchParams()
      for (const [k, v] of Object.entries(query)) if (v) q.set(k, v)
      return api.post<View>('/api/v1/exports', { list, format, query: q.toString() }, { key: newKey() })
    },
    onSuccess: (v) => setID(v.id),
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  const read = useQuery({
    queryKey: ['export', id],
    enabled: !!id,
    queryFn: ({ signal }) => api.get<View>(`/api/v1/exports/${id}`, { signal }),
    refetchInterval: (q) => (q.state.data && ['done', 'failed', 'cancelled'].includes(q.state.data.state) ? false : 1000),
  })
  if (!may(session, 'export.create')) return null
  const v = read.data
  return (
    <span className="row">
      {v && (
        <span role="status" className="small">
          {v.state === 'done' && v.link ? (
            <a href={v.link} download>{say(`下载 ${v.rows} 行（${clockTime(v.link_until!)} 前有效）`, `${v.rows} rows (until ${clockTime(v.link_until!)})`)}</a>
          ) : v.state === 'failed' ? (
            (v.fault ?? say('导出失败', 'The export failed'))
          ) : (
            say(`正在导出 ${v.rows} 行`, `${v.rows} rows so far`)
          )}
        </span>
      )}
      <Dropdown menu={{ items: [{ key: 'xlsx', label: 'Excel (xlsx)' }, { key: 'csv', label: 'CSV' }], onClick: ({ key }) => start.mutate(key) }} trigger={['click']}>
        <Button icon={<DownloadOutlined />} loading={start.isPending || (!!id && (!v || v.state === 'queued' || v.state === 'running'))}>{say('导出', 'Export')}</Button>
      </Dropdown>
    </span>
  )
}
