import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { day, dayTime } from '../../shared/format'
import type { MessageItem, MessageView, Page, TimelineItem } from '../../shared/views'
import { Files } from '../files/Files'
import { api } from '../api'
import { ActBar } from '../cases/ActBar'
import { useActing } from '../cases/acting'
import { brief } from '../cases/CaseRow'
import { Clocks } from '../cases/Clocks'
import { Timeline } from '../cases/Timeline'
import { useAddress } from '../list/address'
import { useKeyset } from '../list/keyset'
import { Export } from '../list/Export'
import { ListPage } from '../list/ListPage'
import { useContract, useDepartments } from '../parts/contract'
import { SlaPill } from '../parts/SlaPill'
import { Shown } from '../parts/States'
import { noteServerTime } from '../parts/ticking'
import { named, say, words } from '../words'
import { choiceWord } from '../words/choices'

/** The board of messages: written questions that get a written answer. */
export function Messages() {
  const address = useAddress()
  const { stage = 'open' } = address.search
  const c = useContract()
  const read = useKeyset<MessageItem>('messages', '/api/v1/messages', { stage: stage === 'all' ? undefined : stage })
  const tab = (label: string, value: string) => ({ label, search: { stage: value }, on: stage === value })
  return (
    <ListPage<MessageItem>
      name="messages"
      title={say('留言', 'Messages')}
      label={say('留言列表', 'Messages')}
      detailLabel={say('留言详情', 'Message')}
      address={address}
      tabs={[tab(say('待办', 'Open'), 'open'), tab(say('超时未答', 'Late'), 'overdue'), ...c.stages('message').map((s) => tab(named(s), s.name)), tab(say('全部', 'All'), 'all')]}
      read={read}
      actions={<Export list="messages" query={{ stage: stage === 'all' ? undefined : stage }} />}
      id={(i) => i.id}
      card={(i) => <MessageCard item={i} />}
      empty={say('没有符合条件的留言', 'No message matches')}
      emptyAction={stage !== 'all' && <Link to="/messages" search={{ stage: 'all' }}>{say('查看全部留言', 'Show all')}</Link>}
      detail={address.id && <Detail id={address.id} close={() => address.open()} />}
    />
  )
}

function MessageCard({ item: i }: { item: MessageItem }) {
  const c = useContract()
  return (
    <>
      <span className="item-top">
        <span className="item-title">{brief(i.title)}</span>
        {i.next && <SlaPill clock={i.next} />}
      </span>
      <span className="item-sub">
        <span className={c.final('message', i.stage) ? 'stage stage-final' : 'stage'}>{c.stage('message', i.stage)}</span>
        {i.class_name && <span>{i.class_name}</span>}
        {i.department_name && <span>{i.department_name}</span>}
        <span className="num">{i.number}</span>
        <span className="num">{day(i.submitted_at, words.lang)}</span>
      </span>
    </>
  )
}

function Detail({ id, close }: { id: string; close: () => void }) {
  const read = useQuery({
    queryKey: ['message', id],
    queryFn: async ({ signal }) => {
      const v = await api.get<MessageView>(`/api/v1/messages/${id}`, { signal })
      noteServerTime(v.now)
      return v
    },
  })
  return <Shown read={read}>{(v) => <Body key={v.id} v={v} close={close} />}</Shown>
}

function Body({ v, close }: { v: MessageView; close: () => void }) {
  const c = useContract()
  const departments = useDepartments().data ?? []
  const line = useQuery({ queryKey: ['message', v.id, 'timeline'], queryFn: ({ signal }) => api.get<Page<TimelineItem>>(`/api/v1/messages/${v.id}/timeline`, { signal }), select: (p) => p.items })
  const suggested = departments.find((d) => d.id === v.suggested_department)
  const acting = useActing({
    subject: 'messages',
    id: v.id,
    rev: v.rev,
    initial: (a) => (a.act === 'assign' && v.suggested_department ? { department: v.suggested_department } : undefined),
    matter: v.content,
    reply: v.public_reply,
  })
  const facts: [string, string | undefined][] = [
    [say('姓名', 'Name'), v.party?.name],
    [say('电话', 'Phone'), v.party?.phone],
    [say('分类', 'Class'), v.class_name],
    [say('区域', 'District'), choiceWord('district', v.district)],
    [say('承办单位', 'Department'), v.department_name],
    [say('建议单位', 'Suggested unit'), suggested?.short_name],
    [say('渠道', 'Channel'), choiceWord('channel', v.channel)],
    [say('提交时间', 'Submitted'), dayTime(v.submitted_at, words.lang)],
  ]
  return (
    <article className="detail" aria-label={v.number}>
      <ActBar actions={v.allowed_actions} acting={acting} close={close} />
      <header className="detail-head">
        <h1>{v.title}</h1>
        <div className="row wrap">
          <span className="num strong">{v.number}</span>
          <span className="stage">{c.stage('message', v.stage)}</span>
          {v.next && <SlaPill clock={v.next} name />}
        </div>
      </header>
      <section className="card">
        <div className="pad" style={{ display: 'grid', gap: 12 }}>
          <p className="matter">{v.content}</p>
          <dl className="facts">
            {facts.map(([k, x]) => x && <div key={k}><dt>{k}</dt><dd>{x}</dd></div>)}
          </dl>
        </div>
      </section>
      <Files kind="messages" id={v.id} />
      {v.public_reply && (
        <section className="card">
          <header>
            <h2>{say('答复', 'Reply')}</h2>
            <span className="grow" />
            <span className="small">{[choiceWord('solved', v.solved), choiceWord('satisfied', v.satisfied ? String(v.satisfied) : undefined)].filter(Boolean).join(' · ')}</span>
          </header>
          <div className="pad"><div className="reply-box">{v.public_reply}</div></div>
        </section>
      )}
      <section className="card">
        <header><h2>{say('时限', 'Clocks')}</h2></header>
        <Clocks clocks={v.clocks} />
      </section>
      <section className="card">
        <header><h2>{say('办理过程', 'What happened')}</h2></header>
        <div className="pad"><Shown read={line} rows={2}>{(items) => <Timeline items={items} kind="message" />}</Shown></div>
      </section>
    </article>
  )
}
