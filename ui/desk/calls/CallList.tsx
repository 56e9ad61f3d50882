import { Button } from 'antd'
import type { Call } from '../../shared/views'
import { stopwatch, waitLight } from '../bench/talks'
import { Fault, Rows } from '../parts/States'
import { useNow } from '../parts/ticking'
import { say } from '../words'
import { choiceWord } from '../words/choices'

interface Props {
  read: { data?: Call[]; error: unknown; isPending: boolean; refetch: () => unknown }
  at?: string
  open: (id: string) => void
  take: (c: Call) => void
}

/** Calls that nothing has come of yet: whose they are, and how long they have rung. */
export function CallList({ read, at, open, take }: Props) {
  const now = useNow(1000)
  return (
    <section aria-label={say('来电', 'Calls')}>
      {!!read.error && <Fault error={read.error} retry={() => void read.refetch()} />}
      {!read.data && read.isPending && <Rows n={2} />}
      {read.data?.length === 0 && <p className="dim pad small">{say('没有等待的来电', 'No call waits')}</p>}
      <ul>
        {read.data?.map((c) => {
          const seconds = (now - new Date(c.at).getTime()) / 1000
          const free = !c.holder
          return (
            <li key={c.id} className={c.id === at ? 'item on' : 'item'} data-row={c.id} aria-current={c.id === at ? 'true' : undefined}>
              <button type="button" className="plain" onClick={() => open(c.id)}>
                <span className="item-top">
                  <span className="item-title num">{c.withheld ? say('隐藏号码', 'Withheld') : c.number}</span>
                  {c.state === 'ringing' ? (
                    <span className={`sla sla-${waitLight(seconds * 4)}`} style={{ paddingBottom: 1 }}>
                      {choiceWord('call_state', c.state)} {stopwatch(seconds)}
                    </span>
                  ) : (
                    <span className="stage">{choiceWord('call_state', c.state)}</span>
                  )}
                </span>
                <span className="item-sub">
                  {c.direction === 'out' && <span>{say('回电', 'outgoing')}</span>}
                  <span>{c.mine ? say('我的来电', 'mine') : c.holder || say('无人接起', 'free')}</span>
                  {c.extension && <span className="num">{say(`分机 ${c.extension}`, `ext. ${c.extension}`)}</span>}
                </span>
              </button>
              {free && (
                <Button size="small" type="primary" onClick={() => take(c)}>
                  {say('接起', 'Take')}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
