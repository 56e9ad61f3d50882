import { BellOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Badge, Button, Drawer, Segmented } from 'antd'
import { useState } from 'react'
import { newKey } from '../../shared/client'
import { relative } from '../../shared/format'
import { api, problemOf } from '../api'
import { useKeyset } from '../list/keyset'
import { Empty, Fault, Rows } from '../parts/States'
import { isDepartment, useSeat } from '../session'
import { say, words } from '../words'
import type { NoticeCount, StaffNotice } from './views'

/** What the house tells this person: how much is unread, and the list. */
export function Bell() {
  const [open, setOpen] = useState(false)
  const { data } = useQuery({ queryKey: ['notice-count'], queryFn: ({ signal }) => api.get<NoticeCount>('/api/v1/notice-count', { signal }) })
  const n = data?.unread ?? 0
  return (
    <>
      <Badge count={n} overflowCount={99} size="small" offset={[-6, 6]}>
        <Button type="text" icon={<BellOutlined />} aria-label={n ? say(`通知，${n} 条未读`, `Notices, ${n} unread`) : say('通知', 'Notices')} onClick={() => setOpen(true)} />
      </Badge>
      {open && <Notices close={() => setOpen(false)} unread={n} />}
    </>
  )
}

function Notices({ close, unread }: { close: () => void; unread: number }) {
  const { session } = useSeat()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const [show, setShow] = useState<'unread' | 'all'>(unread ? 'unread' : 'all')
  const read = useKeyset<StaffNotice>('notices', '/api/v1/notices', { unread: show === 'unread' ? 'yes' : undefined }, 30)
  const mark = useMutation({
    mutationFn: (b: { up_to?: string; subject_id?: string }) => api.post<NoticeCount>('/api/v1/notices/actions/read', b, { key: newKey() }),
    onSuccess: (c) => {
      cache.setQueryData(['notice-count'], c)
      void cache.invalidateQueries({ queryKey: ['notices'] })
    },
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  const go = (x: StaffNotice) => {
    if (!x.read_at) mark.mutate({ subject_id: x.subject_id })
    void navigate({ to: x.subject_kind === 'message' ? '/messages' : isDepartment(session) ? '/inbox' : '/cases', search: { id: x.subject_id } })
    close()
  }
  const items = read.items ?? []
  return (
    <Drawer
      open
      onClose={close}
      title={say('通知', 'Notices')}
      size={420}
      extra={
        <Button size="small" disabled={!unread} loading={mark.isPending} onClick={() => mark.mutate(items[0] ? { up_to: items[0].id } : {})}>
          {say('全部标为已读', 'Mark all as read')}
        </Button>
      }
      styles={{ body: { padding: 0 } }}
    >
      <div className="pad">
        <Segmented value={show} onChange={setShow} options={[{ value: 'unread', label: say('未读', 'Unread') }, { value: 'all', label: say('全部', 'All') }]} aria-label={say('显示', 'Show')} />
      </div>
      {!!read.error && <Fault error={read.error} retry={read.again} />}
      {read.pending && <Rows n={4} />}
      {!read.pending && !items.length && !read.error && <Empty text={show === 'unread' ? say('没有未读通知', 'Nothing unread') : say('还没有通知', 'No notices yet')} />}
      <ul className="notices">
        {items.map((x) => (
          <li key={x.id} className={x.read_at ? undefined : 'unread'}>
            <button type="button" onClick={() => go(x)}>
              <span className="row">
                <strong>{words.pick(x.title_zh, x.title_en)}</strong>
                {x.urgent && <span className="flag flag-red">{say('急', 'urgent')}</span>}
                <span className="grow" />
                <time className="dim small" dateTime={x.at}>{relative(x.at, words.lang)}</time>
              </span>
              <span className="notice-text">{x.text}</span>
              {!x.read_at && <span className="hidden">{say('未读', 'unread')}</span>}
            </button>
          </li>
        ))}
      </ul>
      {read.more && (
        <div className="pad">
          <Button block loading={read.moreBusy} onClick={read.more}>{say('更早的', 'Earlier')}</Button>
        </div>
      )}
    </Drawer>
  )
}
