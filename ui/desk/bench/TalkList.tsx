import type { ReactNode } from 'react'
import { clockTime } from '../../shared/format'
import type { ConversationItem } from '../../shared/views'
import { Rows, Fault } from '../parts/States'
import { useNow } from '../parts/ticking'
import { say } from '../words'
import { choiceWord } from '../words/choices'
import { stopwatch, waitLight, waitsSince } from './talks'

interface Props {
  title: string
  read: { data?: ConversationItem[]; error: unknown; isPending: boolean; refetch: () => unknown }
  at?: string
  open: (id: string) => void
  empty: string
  /** what can be done with the list as a whole */
  action?: ReactNode
  /** whether it matters who has a talk */
  agents?: boolean
}

/** Talks with how long their citizens wait, counted by the second. */
export function TalkList({ title, read, at, open, empty, action, agents }: Props) {
  const now = useNow(1000)
  return (
    <section aria-label={title}>
      <h2 className="group-head">
        {title} <span className="num dim">{read.data?.length ?? ''}</span>
        {action && <span className="grow" />}
        {action}
      </h2>
      {!!read.error && <Fault error={read.error} retry={() => void read.refetch()} />}
      {!read.data && read.isPending && <Rows n={2} />}
      {read.data?.length === 0 && <p className="dim pad small">{empty}</p>}
      <ul>
        {read.data?.map((i) => {
          const since = waitsSince(i)
          const seconds = since ? (now - since) / 1000 : 0
          const light = waitLight(seconds)
          return (
            <li key={i.id}>
              <a
                href={`?id=${i.id}`}
                className={i.id === at ? 'item on' : 'item'}
                aria-current={i.id === at ? 'true' : undefined}
                data-row={i.id}
                onClick={(e) => {
                  if (e.metaKey || e.ctrlKey) return
                  e.preventDefault()
                  open(i.id)
                }}
              >
                <span className="item-top">
                  <span className="item-title">
                    {say('市民', 'Citizen')} <span className="num">{i.id.slice(-4).toUpperCase()}</span>
                  </span>
                  {since ? (
                    <span className={`sla sla-${light}`} style={{ paddingBottom: 1 }}>
                      <span>
                        <span aria-hidden="true">{{ green: '●', yellow: '▲', red: '■' }[light]} </span>
                        {i.stage === 'queued' ? say('等待', 'waits') : say('未回复', 'unanswered')} {stopwatch(seconds)}
                      </span>
                    </span>
                  ) : (
                    <time className="dim small">{clockTime(i.last_at)}</time>
                  )}
                </span>
                <span className="item-last">{i.last_line || '…'}</span>
                <span className="item-sub">
                  {i.returned && <span className="flag flag-yellow">{say('转回', 'back')}</span>}
                  {i.warned && <span className="flag flag-yellow">{say('已提示', 'warned')}</span>}
                  {i.agent_name && agents && <span>{i.agent_name}</span>}
                  {i.scene && <span>{i.scene}</span>}
                  <span>{say(`问 ${i.questions}`, `${i.questions} asked`)}</span>
                  {i.downvotes > 0 && <span>{say(`点踩 ${i.downvotes}`, `${i.downvotes} down`)}</span>}
                  {i.missed > 0 && <span>{say(`未答 ${i.missed}`, `${i.missed} missed`)}</span>}
                  {i.escalated_kind && <span className="flag">{i.escalated_kind === 'case' ? say('已转诉求', 'case') : say('已转留言', 'message')}</span>}
                  {i.satisfied ? <span>{choiceWord('satisfied', String(i.satisfied))}</span> : null}
                </span>
              </a>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
