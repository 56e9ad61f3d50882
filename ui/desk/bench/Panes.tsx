import { CloseOutlined } from '@ant-design/icons'
import { useQueries } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Conversation } from '../../shared/views'
import { useLiveCalls } from '../calls/calls'
import { useKeys } from '../parts/keys'
import { useNow } from '../parts/ticking'
import { say } from '../words'
import { readTalk } from './read'
import { keepSeen, readSeen } from './drafts'
import { paneOf, type Pane } from './panes'
import { stopwatch, unread, waitLight } from './talks'

interface Props {
  panes: string[]
  active?: string
  open: (name: string) => void
  close: (name: string) => void
}

/** What is open: up to six talks, calls and cases, each with how long its citizen waits and how much of it nobody here has read. */
export function Panes({ panes, active, open, close }: Props) {
  const now = useNow(1000)
  const list = panes.map((name) => ({ name, pane: paneOf(name)! }))
  const talks = useQueries({ queries: list.filter((x) => x.pane.kind === 'talk').map((x) => ({ queryKey: ['conversation', x.pane.id], queryFn: readTalk(x.pane.id) })) })
  const calls = useLiveCalls()
  const of = (id: string): Conversation | undefined => talks.find((t) => t.data?.id === id)?.data
  const here = active ? of(active) : undefined
  const last = here?.utterances[here.utterances.length - 1]?.seq ?? 0
  useEffect(() => {
    if (here && document.visibilityState === 'visible') keepSeen(here.id, last)
  }, [here?.id, last])
  useKeys(Object.fromEntries(list.map((x, i) => [`Alt+${i + 1}`, () => open(x.name)])))
  if (list.length === 0) return null
  const label = (p: Pane) => (p.kind === 'talk' ? say('市民 ', 'Citizen ') + p.id.slice(-4).toUpperCase() : p.kind === 'call' ? say('来电 ', 'Call ') + (calls.data?.find((c) => c.id === p.id)?.number ?? p.id.slice(-4).toUpperCase()) : say('工单 ', 'Case ') + p.id.slice(-4).toUpperCase())
  return (
    <nav className="panes" aria-label={say('打开的会话、来电和工单', 'Open talks, calls and cases')}>
      <ul>
        {list.map(({ name, pane }, i) => {
          const talk = pane.kind === 'talk' ? of(pane.id) : undefined
          const since = talk?.stage === 'human' ? talk.beside?.unanswered_at : undefined
          const seconds = since ? (now - new Date(since).getTime()) / 1000 : 0
          const light = waitLight(seconds)
          const n = talk && name !== active ? unread(talk.utterances, readSeen(pane.id)) : 0
          return (
            <li key={name} className={name === active ? 'pane on' : 'pane'}>
              <button type="button" className="bare" aria-current={name === active ? 'true' : undefined} onClick={() => open(name)}>
                <span className="num dim">{i + 1}</span> {label(pane)}
                {since && (
                  <span className={`sla sla-${light}`}>
                    <span>
                      <span aria-hidden="true">{{ green: '●', yellow: '▲', red: '■' }[light]} </span>
                      {say('未回复', 'unanswered')} {stopwatch(seconds)}
                    </span>
                  </span>
                )}
                {n > 0 && <span className="pane-unread">{say(`${n} 条未读`, `${n} unread`)}</span>}
              </button>
              <button type="button" className="bare" aria-label={say(`关闭 ${label(pane)}`, `Close ${label(pane)}`)} onClick={() => close(name)}>
                <CloseOutlined />
              </button>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
