import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { newKey } from '../../shared/client'
import { clockTime, dayTime } from '../../shared/format'
import type { Conversation, TurnAnswer, Utterance } from '../../shared/views'
import { api, problemOf } from '../api'
import { useAct } from '../cases/ActForm'
import { Blocks } from '../parts/Blocks'
import { useContract } from '../parts/contract'
import { useKeys } from '../parts/keys'
import { useNow } from '../parts/ticking'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'
import { AsideLine } from './Asides'
import { Composer } from './Composer'
import { AbuseDialog, ConsultDialog, TransferDialog, WarnDialog } from './Handing'
import { fold, stopwatch, waitLight } from './talks'

/** A line on its way: shown at once, sent under one key until the server has it. */
interface Sending {
  key: string
  text: string
  state: 'sending' | 'failed'
  problem?: string
}

interface Props {
  talk: Conversation
  insert: { text: string; n: number }
  back: () => void
  openSide?: () => void
}

export function Talk({ talk, insert, back, openSide }: Props) {
  const c = useContract()
  const cache = useQueryClient()
  const { modal } = App.useApp()
  const [sending, setSending] = useState<Sending[]>([])
  const [unfolded, setUnfolded] = useState(false)
  const end = useRef<HTMLDivElement>(null)
  const act = useAct('conversations', talk.id, talk.rev)
  const now = useAct('conversations', talk.id, 0) // where what guards against a race is who has the talk
  const [dialog, setDialog] = useState<'transfer' | 'consult' | 'warn' | 'abuse'>()
  const allowed = (name: string) => talk.allowed_actions.find((a) => a.act === name)
  const { bot, rest, answers } = fold(talk.utterances)
  // What was said beside the talk stands where it was said.
  const merged = [...rest, ...(talk.beside?.items ?? [])].sort((a, b) => a.at.localeCompare(b.at))
  const lines = talk.utterances.length + sending.length + (talk.beside?.items.length ?? 0)
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' })
  }, [lines])
  const post = useMutation({
    mutationFn: (s: Pick<Sending, 'key' | 'text'>) => api.post<TurnAnswer>(`/api/v1/conversations/${talk.id}/utterances`, { text: s.text }, { key: s.key, tries: 6 }),
    onSuccess: (r, s) => {
      cache.setQueryData<Conversation>(['conversation', talk.id], (v) => v && { ...v, rev: r.rev, stage: r.stage, utterances: merge(v.utterances, r.utterances) })
      setSending((all) => all.filter((x) => x.key !== s.key))
      void cache.invalidateQueries({ queryKey: ['conversations'] })
    },
    onError: (e, s) => setSending((all) => all.map((x) => (x.key === s.key ? { ...x, state: 'failed', problem: problemOf(e).say(words.lang) } : x))),
  })
  const send = (text: string) => {
    const s: Sending = { key: newKey(), text, state: 'sending' }
    setSending((all) => [...all, s])
    post.mutate(s)
  }
  const retry = (s: Sending) => {
    setSending((all) => all.map((x) => (x.key === s.key ? { ...x, state: 'sending', problem: undefined } : x)))
    post.mutate(s)
  }
  const take = allowed('take') && (() => act.mutate({ act: 'take', fields: {}, done: say('已接入', 'Taken') }, { onError: (e) => void (problemOf(e).code === 'at_capacity' && modal.warning({ title: problemOf(e).say(words.lang) })) }))
  const finish = allowed('end') && talk.stage === 'human' && (() => modal.confirm({ title: say('结束这个会话？', 'End this conversation?'), content: say('市民将看到结束提示并可评价。', 'The citizen is told and may rate it.'), okText: say('结束会话', 'End it'), onOk: () => act.mutateAsync({ act: 'end', fields: {}, done: say('会话已结束', 'Ended') }).then(() => undefined, () => undefined) }))
  const holder = talk.agent_id
  const takeOver = allowed('take_over') && holder && (() => modal.confirm({ title: say('接管这个会话？', 'Take over this conversation?'), content: say(`${talk.agent_name ?? ''}不再能回复，市民会看到已转接给您。`, `${talk.agent_name ?? ''} can answer no more; the citizen is told that it came to you.`), okText: say('接管', 'Take over'), onOk: () => now.mutateAsync({ act: 'take_over', fields: { holder }, done: say('已接管', 'Taken over') }).then(() => undefined, () => undefined) }))
  const opens = (name: string, which: typeof dialog) => (allowed(name) ? () => setDialog(which) : undefined)
  const transfer = opens('transfer', 'transfer')
  const consult = opens('consult', 'consult')
  const warn = opens('warn', 'warn')
  const abuse = opens('abuse_end', 'abuse')
  const unwarned = talk.refused_actions?.find((r) => r.act === 'abuse_end')
  useKeys({ 'Alt+T': take || undefined, 'Alt+E': finish || undefined, 'Alt+Z': transfer, 'Alt+Q': consult, 'Alt+O': takeOver || undefined })
  const number = useQuery({ queryKey: ['presence'], queryFn: ({ signal }) => api.get<{ number?: string }>('/api/v1/presence', { signal }) }).data?.number
  const values = { citizen_title: say('市民朋友', 'Dear citizen'), agent_no: number, query_code: talk.beside?.case?.query_code, due: talk.beside?.case?.due_at ? dayTime(talk.beside.case.due_at, words.lang) : undefined }
  const whisper = allowed('whisper') && ((text: string) => now.mutate({ act: 'whisper', fields: { text } }, { onError: (e) => void modal.warning({ title: problemOf(e).say(words.lang) }) }))
  const more = [
    ...(warn ? [{ key: 'warn', label: say('文明提示', 'Warn for abuse'), onClick: warn }] : []),
    ...(abuse ? [{ key: 'abuse', danger: true, label: say('终止服务', 'End for abuse'), onClick: abuse }] : []),
    ...(unwarned ? [{ key: 'abuse', disabled: true, label: `${say('终止服务', 'End for abuse')}（${say(unwarned.why_zh, unwarned.why_en)}）` }] : []),
  ]
  const line = (u: Utterance) => <Line key={u.seq} u={u} />
  return (
    <>
      <header className="talk-head">
        <Button className="only-phone" size="small" onClick={back}>
          {say('返回', 'Back')}
        </Button>
        <div>
          <h2>
            {say('市民', 'Citizen')} <span className="num">{talk.id.slice(-4).toUpperCase()}</span> <span className="stage">{c.stage('conversation', talk.stage)}</span>
          </h2>
          <p className="dim small">
            {say('匿名网页会话', 'Anonymous web talk')} · {say(`提问 ${talk.questions} 次，未答 ${talk.missed}，点踩 ${talk.downvotes}`, `${talk.questions} asked, ${talk.missed} missed, ${talk.downvotes} down`)}
            {talk.agent_name ? ` · ${talk.agent_name}` : ''}
          </p>
        </div>
        <span className="grow" />
        {openSide && <Button onClick={openSide}>{say('办理 / 知识', 'Work')}</Button>}
        {take && (
          <Button type="primary" loading={act.isPending} onClick={take}>
            {say('接入', 'Take')} <span className="num">Alt T</span>
          </Button>
        )}
        {takeOver && (
          <Button type="primary" onClick={takeOver}>
            {say('接管', 'Take over')} <span className="num">Alt O</span>
          </Button>
        )}
        {transfer && <Button onClick={transfer}>{say('转接', 'Transfer')} <span className="num">Alt Z</span></Button>}
        {consult && <Button onClick={consult}>{say('求助', 'Ask')} <span className="num">Alt Q</span></Button>}
        {more.length > 0 && (
          <Dropdown trigger={['click']} menu={{ items: more }}>
            <Button>{say('更多', 'More')}</Button>
          </Dropdown>
        )}
        {finish && <Button onClick={finish}>{say('结束会话', 'End')}</Button>}
      </header>
      <Beside talk={talk} stop={allowed('consult_close') && ((colleague) => now.mutate({ act: 'consult_close', fields: { colleague } }))} />
      <div className="talk-log" role="log" aria-live="polite" aria-label={say('对话', 'Lines')} tabIndex={0}>
        {bot.length > 0 && (
          <div className="fold">
            <button type="button" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
              {say(`智能客服已试 ${answers} 条，未解决`, `The bot tried ${answers}, not solved`)}
              <span aria-hidden="true"> {unfolded ? '▴' : '▾'}</span>
            </button>
            {unfolded && <ol className="lines faded">{bot.map(line)}</ol>}
          </div>
        )}
        <ol className="lines">
          {merged.map((m) => ('act' in m ? <AsideLine key={`aside-${m.rev}`} a={m} /> : line(m)))}
          {sending.map((s) => (
            <li key={s.key} className={`line by-agent ${s.state}`}>
              <div className="bubble">{s.text}</div>
              <p className="line-foot">
                {s.state === 'sending' ? (
                  say('发送中…', 'Sending…')
                ) : (
                  <>
                    <span style={{ color: 'var(--red)' }}>{s.problem}</span>{' '}
                    <Button size="small" onClick={() => retry(s)}>
                      {say('重发', 'Send again')}
                    </Button>
                  </>
                )}
              </p>
            </li>
          ))}
        </ol>
        <div ref={end} />
      </div>
      {dialog === 'transfer' && <TransferDialog talk={talk} close={() => setDialog(undefined)} />}
      {dialog === 'consult' && <ConsultDialog talk={talk} close={() => setDialog(undefined)} />}
      {dialog === 'warn' && <WarnDialog talk={talk} close={() => setDialog(undefined)} />}
      {dialog === 'abuse' && <AbuseDialog talk={talk} close={() => setDialog(undefined)} />}
      {talk.stage === 'human' && (allowed('say') || whisper) ? (
        <Composer key={allowed('say') ? 'say' : 'whisper'} id={talk.id} send={allowed('say') && send} whisper={whisper} insert={insert} values={values} />
      ) : talk.stage === 'queued' ? (
        <p className="talk-note">{say('接入后可以回复', 'Take it to answer')}</p>
      ) : (
        talk.stage !== 'human' && <p className="talk-note">{say('会话已结束', 'The conversation has ended')}{talk.satisfied ? ` · ${choiceWord('satisfied', String(talk.satisfied))}` : ''}</p>
      )}
    </>
  )
}

/** How long the citizen has waited for a word, and who was asked beside the talk. */
function Beside({ talk, stop }: { talk: Conversation; stop?: ((colleague: string) => void) | false }) {
  const now = useNow(1000)
  const b = talk.beside
  if (!b || talk.stage !== 'human' || !(b.unanswered_at || b.asked.length || b.warned)) return null
  const seconds = b.unanswered_at ? (now - new Date(b.unanswered_at).getTime()) / 1000 : 0
  const light = waitLight(seconds)
  return (
    <div className="talk-beside row wrap">
      {b.unanswered_at && (
        <span className={`sla sla-${light}`}>
          <span>
            <span aria-hidden="true">{{ green: '●', yellow: '▲', red: '■' }[light]} </span>
            {say('市民等待回复', 'waits for an answer')} {stopwatch(seconds)}
          </span>
        </span>
      )}
      {b.warned && <span className="flag flag-yellow">{say('已发文明提示', 'warned')}</span>}
      {b.asked.map((a) => (
        <span key={a.id} className="flag">
          {say(`${a.name} 协助中`, `${a.name} helps`)}
          {stop && (
            <button type="button" className="bare" aria-label={say(`结束向${a.name}求助`, `Stop asking ${a.name}`)} onClick={() => stop(a.id)}>
              ×
            </button>
          )}
        </span>
      ))}
    </div>
  )
}

/** The lines of both, each once, in order. */
function merge(a: Utterance[], b: Utterance[]): Utterance[] {
  const by = new Map(a.map((u) => [u.seq, u]))
  for (const u of b) by.set(u.seq, u)
  return [...by.values()].sort((x, y) => x.seq - y.seq)
}

function notice(u: Utterance): string {
  const d = u.data ?? {}
  switch (u.notice) {
    case 'queued':
      return say('市民申请转人工', 'The citizen asked for a person')
    case 'left_queue':
      return say('市民不再等待', 'The citizen left the queue')
    case 'taken':
      return say(`${d.agent ?? ''} 接入`, `${d.agent ?? ''} took the talk`)
    case 'transferred':
      return d.agent ? say(`已转接给 ${d.agent}`, `Transferred to ${d.agent}`) : d.group ? say(`已转接给“${d.group}”`, `Transferred to ${d.group}`) : say('已转回排队，等待其他坐席', 'Back in the queue')
    case 'ended_civil':
      return say('因不文明用语，坐席终止了服务', 'Ended for abuse')
    case 'ended':
      return d.by === 'citizen' ? say('市民结束了会话', 'The citizen ended it') : d.by === 'system' ? say('长时间无人说话，会话自动结束', 'Closed for silence') : say('坐席结束了会话', 'The agent ended it')
    case 'escalated':
      return d.target === 'message' ? say('已转为留言', 'Turned into a message') : say('已转为诉求工单', 'Turned into a case')
    case 'not_found':
      return say('没有找到答案', 'No answer found')
    case 'no_words':
      return say('没有读出问题', 'No question in it')
    case 'erased':
      return say('内容已依法删除', 'Erased')
    default:
      return u.notice ?? ''
  }
}

function Line({ u }: { u: Utterance }) {
  if (u.kind === 'notice')
    return (
      <li className="line-notice">
        {notice(u)} · <time>{clockTime(u.at)}</time>
      </li>
    )
  const who = { citizen: say('市民', 'Citizen'), bot: say('智能客服', 'Bot'), agent: u.speaker_name || say('坐席', 'Agent'), system: '' }[u.speaker as 'citizen'] ?? ''
  return (
    <li className={`line by-${u.speaker}`}>
      <div className="bubble">
        {u.heading && <p className="strong">{u.heading}</p>}
        {u.text && <p style={{ whiteSpace: 'pre-wrap' }}>{u.text}</p>}
        {!u.text && !u.heading && u.notice && <p>{notice(u)}</p>}
        <Blocks blocks={u.blocks} />
        {(u.options?.length ?? 0) > 0 && (
          <ul className="options">
            {u.options!.map((o) => (
              <li key={o.article_id}>{o.question}</li>
            ))}
          </ul>
        )}
      </div>
      <p className="line-foot">
        {who} · <time>{clockTime(u.at)}</time>
        {u.decision ? ` · ${choiceWord('decision', u.decision)}` : ''}
        {u.vote === 'down' && <span className="flag flag-yellow">{say('点踩', 'Down')} {choiceWord('downvote_reason', u.vote_reason)}</span>}
        {u.vote === 'up' && <span className="flag">{say('有帮助', 'Helpful')}</span>}
      </p>
    </li>
  )
}
