import { useNavigate, useSearch } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import type { AgentItem, Agents } from '../../shared/views'
import { dayTime, duration } from '../../shared/format'
import { problemOf } from '../api'
import { useAgents, useHandovers } from '../bench/agents'
import { handed } from '../bench/HandoverDialog'
import { useTalk, useTalks } from '../bench/read'
import { Talk } from '../bench/Talk'
import { TalkList } from '../bench/TalkList'
import { stopwatch, waitLight } from '../bench/talks'
import { useKeys } from '../parts/keys'
import { Empty, Rows, Shown } from '../parts/States'
import { useNow } from '../parts/ticking'
import { reasonWord } from '../shell/Presence'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'

/** 值班长: every agent with state, load and longest wait; every running talk, to read along, to whisper, to take over. */
export function Leader() {
  const { id, agent } = useSearch({ from: '/leader' })
  const navigate = useNavigate({ from: '/leader' })
  const agents = useAgents()
  const talking = useTalks('talking')
  const queue = useTalks('queue')
  const mine = useTalks('mine')
  const talk = useTalk(id)
  const open = (to?: string) => void navigate({ search: (s) => ({ ...s, id: to }), replace: !!id })
  const filter = (to?: string) => void navigate({ search: (s) => ({ ...s, agent: to === s.agent ? undefined : to }) })
  useKeys({ Escape: id ? () => open() : undefined })
  const name = agents.data?.items.find((a) => a.id === agent)?.name
  const others = { ...talking, data: talking.data?.filter((i) => !agent || i.agent_id === agent).sort((a, b) => (a.unanswered_at ?? '9').localeCompare(b.unanswered_at ?? '9')) }
  return (
    <div className={id ? 'leader has-talk' : 'leader'}>
      <section className="leader-board" aria-label={say('坐席与会话', 'Agents and talks')}>
        <header className="page-head pad">
          <h1>{say('值班长', 'Duty leader')}</h1>
        </header>
        <div className="split-rows">
          <Shown read={agents} rows={4}>{(v) => <AgentTable v={v} at={agent} pick={filter} />}</Shown>
          <Handed />
          {(mine.data?.length ?? 0) > 0 && <TalkList title={say('我接管的', 'Mine')} read={mine} at={id} open={open} empty="" />}
          <TalkList title={name ? say(`${name} 的会话`, `Talks of ${name}`) : say('正在进行的会话', 'Running talks')} read={others} at={id} open={open} empty={say('没有正在进行的会话', 'No talk is running')} agents />
          <TalkList title={say('排队中', 'Queue')} read={queue} at={id} open={open} empty={say('没有市民在排队', 'Nobody waits')} />
        </div>
      </section>
      <section className="bench-talk" aria-label={say('会话', 'Conversation')}>
        {!id && <Empty text={say('选择一个会话旁听；可以内部提示，也可以接管', 'Choose a talk to read along; whisper, or take it over')} />}
        {id && !talk.data && (talk.error ? <Alert type="warning" showIcon title={problemOf(talk.error).say(words.lang)} action={<Button size="small" onClick={() => open()}>{say('返回', 'Back')}</Button>} /> : <Rows />)}
        {talk.data && <Talk key={talk.data.id} talk={talk.data} insert={{ text: '', n: 0 }} back={() => open()} />}
      </section>
    </div>
  )
}

const order = ['online', 'busy', 'break', 'away', 'offline']

function AgentTable({ v, at, pick }: { v: Agents; at?: string; pick: (id: string) => void }) {
  const now = useNow(1000)
  const rows = v.items.filter((a) => !a.leader || a.talking > 0).sort((a, b) => Number(lost(b)) - Number(lost(a)) || order.indexOf(a.presence) - order.indexOf(b.presence) || b.talking - a.talking)
  const wait = (since: string | undefined) => (since ? (now - new Date(since).getTime()) / 1000 : 0)
  return (
    <>
      {rows.some(lost) && <Alert type="warning" showIcon className="handover-note" title={say(`${rows.filter(lost).map((a) => a.name).join('、')} 不在席，手上还有会话，请接管或转接`, `${rows.filter(lost).map((a) => a.name).join(', ')} left with talks in hand: take them over or transfer them`)} />}
      <div className="scroll-x" tabIndex={0} role="region" aria-label={say('坐席', 'Agents')}>
        <table className="data list">
          <thead>
            <tr>
              <th>{say('坐席', 'Agent')}</th>
              <th>{say('状态', 'State')}</th>
              <th>{say('会话', 'Talks')}</th>
              <th>{say('来电', 'Calls')}</th>
              <th>{say('最久未回复', 'Longest wait')}</th>
              <th>{say('今日接待', 'Today')}</th>
              <th>{say('今日在线 / 小休', 'Online / break today')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((a) => (
              <tr key={a.id} className={a.id === at ? 'on' : undefined}>
                <td>
                  <button type="button" className="bare link" aria-pressed={a.id === at} onClick={() => pick(a.id)}>
                    {a.name}
                  </button>{' '}
                  <span className="num dim small">{a.number}</span>
                </td>
                <td>
                  <span className={`presence-dot presence-${a.presence}`}><i aria-hidden="true" /></span> {choiceWord('presence', a.presence)}
                  <span className="dim small"> {[reasonWord(a.reason), a.since && a.presence !== 'online' ? duration(Math.max(60, wait(a.since)), words.lang) : ''].filter(Boolean).join(' · ')}</span>
                </td>
                <td className="num">
                  {a.talking}/{a.capacity}
                </td>
                <td className="num">{a.calls}</td>
                <td>
                  {a.unanswered_at ? (
                    <span className={`sla sla-${waitLight(wait(a.unanswered_at))}`}>
                      <span>
                        <span aria-hidden="true">{{ green: '●', yellow: '▲', red: '■' }[waitLight(wait(a.unanswered_at))]} </span>
                        {stopwatch(wait(a.unanswered_at))}
                      </span>
                    </span>
                  ) : (
                    <span className="dim">—</span>
                  )}
                </td>
                <td className="num">{a.taken_today}</td>
                <td className="num small">
                  {stopwatch(a.today?.online ?? 0)} / {stopwatch(a.today?.break ?? 0)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {v.groups.length > 0 && (
        <ul className="groups pad row wrap">
          {v.groups.map((g) => (
            <li key={g.code} className="flag">
              {g.name} · {say(`在线 ${g.online} · 排队 ${g.waiting}`, `${g.online} online · ${g.waiting} waiting`)}
              {g.waits_from && <span className={`sla sla-${waitLight(wait(g.waits_from))}`}>{stopwatch(wait(g.waits_from))}</span>}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** Gone from the seat with talks in hand: somebody has to look after their citizens. */
const lost = (a: AgentItem): boolean => !a.leader && a.talking > 0 && (a.presence === 'away' || a.presence === 'offline')

/** Hand-overs of the last day. */
function Handed() {
  const read = useHandovers().data ?? []
  if (read.length === 0) return null
  return (
    <details className="pad">
      <summary>{say(`今日交班 ${read.length}`, `${read.length} hand-overs`)}</summary>
      <ul>
        {read.map((h) => (
          <li key={h.id}>
            {h.from_name} → {h.to_name || say('排队', 'queue')} · {handed(h)} · <time className="dim small">{dayTime(h.at, words.lang)}</time>
            <p className="dim" style={{ whiteSpace: 'pre-wrap' }}>{h.note}</p>
          </li>
        ))}
      </ul>
    </details>
  )
}
