import { Link } from '@tanstack/react-router'
import { Tabs } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { dayTime } from '../../shared/format'
import type { Caller, Duplicates } from '../../shared/views'
import { KnowledgeSearch } from '../bench/KnowledgeSearch'
import { useContract } from '../parts/contract'
import { useKeys } from '../parts/keys'
import { Empty } from '../parts/States'
import { Near, type Told } from '../triage/Near'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'

interface Props {
  caller: Caller
  near?: Duplicates
  now: Told
  text: string
  insert?: (text: string) => void
}

/** What is known beside a call: the caller's history, matters that look alike, the knowledge base. */
export function CallSide({ caller, near, now, text, insert }: Props) {
  const [tab, setTab] = useState('past')
  const search = useRef<HTMLDivElement>(null)
  const told = useRef(false)
  const n = near?.items.length ?? 0
  useEffect(() => {
    // The first likeness shows itself once; after that the agent decides what to look at.
    if (n && !told.current) {
      told.current = true
      setTab('near')
    }
  }, [n])
  useKeys({
    'Ctrl+/': () => {
      setTab('kb')
      setTimeout(() => search.current?.querySelector('input')?.focus(), 60)
    },
  })
  return (
    <Tabs
      className="side-tabs"
      activeKey={tab}
      onChange={setTab}
      items={[
        { key: 'past', label: `${say('历史', 'Earlier')} ${caller.cases.length + caller.messages.length + caller.calls.length || ''}`, children: <Past caller={caller} /> },
        { key: 'near', label: `${say('相似', 'Alike')} ${n || ''}`, children: <Near near={near} now={now} /> },
        { key: 'kb', label: say('知识', 'Knowledge'), children: <div ref={search}><KnowledgeSearch last={text} insert={insert} /></div> },
      ]}
    />
  )
}

function Past({ caller }: { caller: Caller }) {
  const c = useContract()
  if (caller.call.withheld) return <Empty text={say('来电人隐藏了号码，没有历史', 'The number is withheld: no history')} />
  if (caller.cases.length + caller.messages.length + caller.calls.length + caller.callbacks.length === 0) return <Empty text={say('这个号码第一次来电', 'The first call of this number')} />
  return (
    <div className="pad past">
      {caller.callbacks.map((b) => (
        <p key={b.id} className="flag flag-yellow">
          {say('这个号码正在等待回电', 'This number waits to be called back')}
        </p>
      ))}
      {caller.cases.length > 0 && (
        <>
          <h3 className="strong">
            {say('诉求', 'Cases')} <span className="dim">{say(`办理中 ${caller.open_cases}`, `${caller.open_cases} open`)}</span>
          </h3>
          <ul>
            {caller.cases.map((x) => (
              <li key={x.id}>
                <Link to="/cases" search={{ id: x.id }} target="_blank">
                  {x.title}
                </Link>{' '}
                <span className={c.final('case', x.stage) ? 'stage stage-final' : 'stage'}>{c.stage('case', x.stage)}</span>
                <span className="dim small num">
                  {x.number} · {dayTime(x.registered_at, words.lang)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {caller.messages.length > 0 && (
        <>
          <h3 className="strong">{say('留言', 'Messages')}</h3>
          <ul>
            {caller.messages.map((x) => (
              <li key={x.id}>
                <Link to="/messages" search={{ id: x.id }} target="_blank">
                  {x.title}
                </Link>{' '}
                <span className="stage">{c.stage('message', x.stage)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {caller.calls.length > 0 && (
        <>
          <h3 className="strong">{say('以前的来电', 'Earlier calls')}</h3>
          <ul>
            {caller.calls.map((x) => (
              <li key={x.id} className="small">
                {dayTime(x.at, words.lang)} · {choiceWord('call_outcome', x.outcome) || choiceWord('call_state', x.state)} {x.holder && `· ${x.holder}`} {x.note && `· ${x.note}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
