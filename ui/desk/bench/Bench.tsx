import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Drawer } from 'antd'
import { useState, useSyncExternalStore } from 'react'
import type { Call } from '../../shared/views'
import { problemOf } from '../api'
import { CallForm } from '../calls/CallForm'
import { CallList } from '../calls/CallList'
import { useCaller, useLiveCalls, useWrite } from '../calls/calls'
import { CaseDetail } from '../cases/CaseDetail'
import { useAct } from '../cases/ActForm'
import { useKeys } from '../parts/keys'
import { Empty, Rows, Shown } from '../parts/States'
import { may, useSeat } from '../session'
import { say } from '../words'
import { HandoverNotes } from './HandoverNotes'
import { Panes } from './Panes'
import { nameOf, paneOf, panesOf, without } from './panes'
import { useTalk, useTalks } from './read'
import { Side } from './Side'
import { Talk } from './Talk'
import { TalkList } from './TalkList'

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

/** An agent's day: waiting and running talks, up to six talks, calls and cases open, and what is needed beside the one in front. */
export function Bench() {
  const { id, view, panes: kept } = useSearch({ from: '/bench' })
  const navigate = useNavigate({ from: '/bench' })
  const { session } = useSeat()
  const panes = panesOf(kept, id)
  const active = id ? paneOf(id) : undefined
  const talkID = active?.kind === 'talk' ? active.id : undefined
  const queue = useTalks('queue')
  const mine = useTalks('mine')
  const asked = useTalks('asked')
  const ended = useTalks('ended', view === 'ended')
  const calls = useLiveCalls()
  const talk = useTalk(talkID)
  const wide = useWide('(min-width: 1200px)')
  const [side, setSide] = useState(false)
  const [insert, setInsert] = useState<{ text: string; n: number }>({ text: '', n: 0 })
  const open = (to?: string) => void navigate({ search: (s) => ({ ...s, id: to, panes: panesOf(s.panes, to ?? s.id).join(',') || undefined }), replace: !!id })
  const close = (name: string) => void navigate({ search: (s) => ({ ...s, ...without(panesOf(s.panes, s.id), s.id, name) }), replace: true })
  const order = view === 'ended' ? (ended.data ?? []) : [...(mine.data ?? []), ...(asked.data ?? []), ...(queue.data ?? [])]
  const step = (n: number) => () => {
    const at = order.findIndex((i) => i.id === talkID)
    const to = order[(at + n + order.length) % order.length]
    if (to) open(to.id)
  }
  const next = queue.data?.[0]
  const takeNext = useAct('conversations', next?.id ?? '', 0)
  const take = () => next && takeNext.mutate({ act: 'take', fields: {}, done: say('已接入', 'Taken') }, { onSuccess: () => open(next.id) })
  const takeCall = useWrite<Call, unknown>((c) => ({ path: `/api/v1/calls/${c.id}/actions/take`, body: {} }), (_, c) => open(nameOf({ kind: 'call', id: c.id })))
  // A waiting talk in front is taken by its own key; else the key takes the one that waits longest.
  useKeys({ 'Alt+J': step(1), 'Alt+K': step(-1), 'Alt+T': next && talk.data?.stage !== 'queued' ? take : undefined, Escape: id ? () => open() : undefined })
  // It went to somebody else, or is over for who only read along.
  const gone = !!talkID && !!talk.error && problemOf(talk.error).code === 'not_found'
  const pane = talk.data && talkID && !gone ? <Side talk={talk.data} insert={(text) => setInsert((i) => ({ text, n: i.n + 1 }))} openCase={(c) => open(nameOf({ kind: 'case', id: c }))} /> : null
  const inHand = (calls.data ?? []).filter((c) => c.mine)
  return (
    <div className={`bench${id ? ' has-talk' : ''}${panes.length ? ' has-panes' : ''}`}>
      <section className="bench-list" aria-label={say('会话列表', 'Talks')}>
        <h1 className="hidden">{say('坐席工作台', 'Bench')}</h1>
        <nav className="stagetabs pad" aria-label={say('范围', 'Scope')}>
          <Link to="/bench" search={(s) => ({ id: s.id, panes: s.panes })} activeProps={{}} className={view !== 'ended' ? 'on' : undefined} aria-current={view !== 'ended' ? 'page' : undefined}>
            {say('进行中', 'Running')}
          </Link>
          <Link to="/bench" search={(s) => ({ id: s.id, panes: s.panes, view: 'ended' as const })} activeProps={{}} className={view === 'ended' ? 'on' : undefined} aria-current={view === 'ended' ? 'page' : undefined}>
            {say('已结束', 'Ended')}
          </Link>
        </nav>
        <div className="split-rows">
          <HandoverNotes me={session.name} />
          {view === 'ended' ? (
            <TalkList title={say('已结束', 'Ended')} read={ended} at={talkID} open={open} empty={say('今天还没有结束的会话', 'None ended yet')} />
          ) : (
            <>
              <TalkList title={say('我的会话', 'Mine')} read={mine} at={talkID} open={open} empty={say('手上没有会话，可从排队中接入', 'None in hand; take one from the queue')} />
              {(asked.data?.length ?? 0) > 0 && <TalkList title={say('请我协助', 'Asked to help')} read={asked} at={talkID} open={open} empty="" />}
              {inHand.length > 0 && (
                <div className="calls">
                  <h2 className="group-head">
                    {say('我的来电', 'My calls')} <span className="num dim">{inHand.length}</span>
                  </h2>
                  <CallList read={{ ...calls, data: inHand }} at={active?.kind === 'call' ? active.id : undefined} open={(c) => open(nameOf({ kind: 'call', id: c }))} take={(c) => takeCall.mutate(c)} />
                </div>
              )}
              <TalkList
                title={say('排队中', 'Queue')}
                read={queue}
                at={talkID}
                open={open}
                empty={say('没有市民在排队', 'Nobody waits')}
                action={
                  next &&
                  may(session, 'conversation.take') && (
                    <Button size="small" loading={takeNext.isPending} onClick={take}>
                      {say('取下一位', 'Take the first')}
                    </Button>
                  )
                }
              />
            </>
          )}
        </div>
      </section>
      <Panes panes={panes} active={id} open={open} close={close} />
      {active?.kind === 'call' ? (
        <CallPane key={active.id} id={active.id} close={() => close(id!)} />
      ) : active?.kind === 'case' ? (
        <section className="bench-talk bench-case" aria-label={say('工单详情', 'Case')}>
          <CaseDetail key={active.id} id={active.id} close={() => close(id!)} open={(c) => open(nameOf({ kind: 'case', id: c }))} />
        </section>
      ) : (
        <>
          <section className="bench-talk" aria-label={say('会话', 'Conversation')}>
            {!id && <Empty text={say('从左侧选择一个会话；Alt+J 到下一个', 'Choose a talk; Alt+J goes to the next')} />}
            {talkID && !talk.data && !gone && <Rows />}
            {gone && <Gone back={() => close(id!)} />}
            {talk.data && talkID && !gone && (
              <Talk key={talk.data.id} talk={talk.data} insert={insert} back={() => open()} openSide={wide ? undefined : () => setSide(true)} />
            )}
          </section>
          {wide && <aside className="bench-side">{pane ?? <Empty text={say('选择会话后，在这里办诉求、查知识', 'Case form and knowledge appear here')} />}</aside>}
          {!wide && (
            <Drawer open={side} onClose={() => setSide(false)} size={420} title={say('办理', 'Work')} styles={{ body: { padding: 0 } }} forceRender={false}>
              {pane}
            </Drawer>
          )}
        </>
      )}
    </div>
  )
}

/** A call as a pane: the same form as on the page of calls. */
function CallPane({ id, close }: { id: string; close: () => void }) {
  const caller = useCaller(id)
  return (
    <div className="calls contents">
      <Shown read={caller}>{(v) => <CallForm key={v.call.id} caller={v} close={close} plainKeys />}</Shown>
    </div>
  )
}

/** A talk that another agent has taken is not ours to read any more. */
function Gone({ back }: { back: () => void }) {
  return (
    <Empty text={say('这个会话已由他人接手，或您无权查看', 'Somebody else has this talk, or it is not yours to read')}>
      <Button onClick={back}>{say('返回列表', 'Back to the list')}</Button>
    </Empty>
  )
}
