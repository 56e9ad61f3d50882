import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Drawer, Button } from 'antd'
import { useState, useSyncExternalStore } from 'react'
import type { Conversation, ConversationItem, Page } from '../../shared/views'
import { api, path } from '../api'
import { useKeys } from '../parts/keys'
import { Empty, Rows } from '../parts/States'
import { noteServerTime } from '../parts/ticking'
import { say } from '../words'
import { Side } from './Side'
import { Talk } from './Talk'
import { TalkList } from './TalkList'

export function useTalks(view: 'queue' | 'mine' | 'ended', on = true) {
  return useQuery({
    queryKey: ['conversations', view],
    enabled: on,
    queryFn: ({ signal }) => api.get<Page<ConversationItem>>(path('/api/v1/conversations', { view, limit: 50 }), { signal }),
    select: (p) => p.items,
  })
}

export function useTalk(id: string | undefined) {
  return useQuery({
    queryKey: ['conversation', id],
    enabled: !!id,
    queryFn: async ({ signal }) => {
      const v = await api.get<Conversation>(`/api/v1/conversations/${id}`, { signal })
      noteServerTime(v.now)
      return v
    },
  })
}

function useWide(query: string): boolean {
  return useSyncExternalStore(
    (f) => {
      const m = matchMedia(query)
      m.addEventListener('change', f)
      return () => m.removeEventListener('change', f)
    },
    () => matchMedia(query).matches,
  )
}

/** An agent's day: waiting and running talks, one conversation, and what is needed beside it. */
export function Bench() {
  const { id, view } = useSearch({ from: '/bench' })
  const navigate = useNavigate({ from: '/bench' })
  const queue = useTalks('queue')
  const mine = useTalks('mine')
  const ended = useTalks('ended', view === 'ended')
  const talk = useTalk(id)
  const wide = useWide('(min-width: 1200px)')
  const [side, setSide] = useState(false)
  const [insert, setInsert] = useState<{ text: string; n: number }>({ text: '', n: 0 })
  const open = (to?: string) => void navigate({ search: (s) => ({ ...s, id: to }), replace: !!id })
  const order = view === 'ended' ? (ended.data ?? []) : [...(mine.data ?? []), ...(queue.data ?? [])]
  const step = (n: number) => () => {
    const at = order.findIndex((i) => i.id === id)
    const to = order[(at + n + order.length) % order.length]
    if (to) open(to.id)
  }
  useKeys({ 'Alt+J': step(1), 'Alt+K': step(-1), Escape: id ? () => open() : undefined })
  const pane = talk.data ? <Side talk={talk.data} insert={(text) => setInsert((i) => ({ text, n: i.n + 1 }))} /> : null
  return (
    <div className={id ? 'bench has-talk' : 'bench'}>
      <section className="bench-list" aria-label={say('会话列表', 'Talks')}>
        <h1 className="hidden">{say('坐席工作台', 'Bench')}</h1>
        <nav className="stagetabs pad" aria-label={say('范围', 'Scope')}>
          <Link to="/bench" search={(s) => ({ id: s.id })} activeProps={{}} className={view !== 'ended' ? 'on' : undefined} aria-current={view !== 'ended' ? 'page' : undefined}>
            {say('进行中', 'Running')}
          </Link>
          <Link to="/bench" search={(s) => ({ id: s.id, view: 'ended' as const })} activeProps={{}} className={view === 'ended' ? 'on' : undefined} aria-current={view === 'ended' ? 'page' : undefined}>
            {say('已结束', 'Ended')}
          </Link>
        </nav>
        <div className="split-rows">
          {view === 'ended' ? (
            <TalkList title={say('已结束', 'Ended')} read={ended} at={id} open={open} empty={say('今天还没有结束的会话', 'None ended yet')} />
          ) : (
            <>
              <TalkList title={say('我的会话', 'Mine')} read={mine} at={id} open={open} empty={say('手上没有会话，可从排队中接入', 'None in hand; take one from the queue')} />
              <TalkList title={say('排队中', 'Queue')} read={queue} at={id} open={open} empty={say('没有市民在排队', 'Nobody waits')} />
            </>
          )}
        </div>
      </section>
      <section className="bench-talk" aria-label={say('会话', 'Conversation')}>
        {!id && <Empty text={say('从左侧选择一个会话；Alt+J 到下一个', 'Choose a talk; Alt+J goes to the next')} />}
        {id && !talk.data && (talk.error ? <Gone error={talk.error} back={() => open()} /> : <Rows />)}
        {talk.data && <Talk key={talk.data.id} talk={talk.data} insert={insert} back={() => open()} openSide={wide ? undefined : () => setSide(true)} />}
      </section>
      {wide && <aside className="bench-side">{pane ?? <Empty text={say('选择会话后，在这里办诉求、查知识', 'Case form and knowledge appear here')} />}</aside>}
      {!wide && (
        <Drawer open={side} onClose={() => setSide(false)} size={420} title={say('办理', 'Work')} styles={{ body: { padding: 0 } }} forceRender={false}>
          {pane}
        </Drawer>
      )}
    </div>
  )
}

/** A talk that another agent has taken is not ours to read any more. */
function Gone({ back }: { error: unknown; back: () => void }) {
  return (
    <Empty text={say('这个会话已由他人接入，或您无权查看', 'Somebody else has this talk, or it is not yours to read')}>
      <Button onClick={back}>{say('返回列表', 'Back to the list')}</Button>
    </Empty>
  )
}
