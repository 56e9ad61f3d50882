import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { dayTime } from '../../shared/format'
import type { Action, CaseView, Page, TimelineItem } from '../../shared/views'
import { api } from '../api'
import { Files } from '../files/Files'
import { useClasses, useContract, useDepartments } from '../parts/contract'
import { Flags } from '../parts/Flags'
import { SlaPill } from '../parts/SlaPill'
import { Shown } from '../parts/States'
import { noteServerTime } from '../parts/ticking'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'
import { Triage } from '../triage/Triage'
import { ActBar } from './ActBar'
import { Clocks } from './Clocks'
import { Party } from './Party'
import { Timeline } from './Timeline'

export function useCase(id: string) {
  return useQuery({
    queryKey: ['case', id],
    queryFn: async ({ signal }) => {
      const v = await api.get<CaseView>(`/api/v1/cases/${id}`, { signal })
      noteServerTime(v.now)
      return v
    },
  })
}

export function useTimeline(id: string) {
  return useQuery({ queryKey: ['case', id, 'timeline'], queryFn: ({ signal }) => api.get<Page<TimelineItem>>(`/api/v1/cases/${id}/timeline`, { signal }), select: (p) => p.items })
}

/** One case in full, with what may be done now. */
export function CaseDetail({ id, close, open }: { id: string; close: () => void; open: (id: string) => void }) {
  const read = useCase(id)
  return <Shown read={read}>{(v) => <Body key={v.id} v={v} close={close} open={open} />}</Shown>
}

function Body({ v, close, open }: { v: CaseView; close: () => void; open: (id: string) => void }) {
  const c = useContract()
  const line = useTimeline(v.id)
  const classes = useClasses().data ?? []
  const departments = useDepartments().data ?? []
  const suggested = departments.find((d) => d.id === v.suggested_department)
  const classNames = Object.fromEntries(classes.map((x) => [x.code, x.name]))
  const initial = (a: Action): Record<string, string> => ({
    ...(a.act === 'dispatch' && v.suggested_department ? { department: v.suggested_department } : {}),
    ...(a.act === 'accept' ? { class: v.class ?? '', urgency: v.urgency } : {}),
  })
  const fact = (label: string, value: string | undefined) =>
    value ? (
      <div>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </div>
    ) : null
  return (
    <article className="detail" aria-label={v.number}>
      <ActBar subject="cases" id={v.id} rev={v.rev} actions={v.allowed_actions} initial={initial} matter={v.content} reply={v.public_reply} close={close}>
        <span className="dim num small">rev {v.rev}</span>
      </ActBar>
      <header className="detail-head">
        <h1>{v.title}</h1>
        <div className="row wrap">
          <span className="num strong">{v.number}</span>
          <span className={c.final('case', v.stage) ? 'stage stage-final' : 'stage'}>{c.stage('case', v.stage)}</span>
          <span className="flag">{choiceWord('kind', v.kind)}</span>
          {v.next && <SlaPill clock={v.next} name />}
          <Flags of={v} />
          {v.imported && <span className="flag">{say('导入', 'Imported')}</span>}
        </div>
        <p className="sentence">{say(v.sentence_zh, v.sentence_en)}</p>
      </header>
      <section className="card">
        <header>
          <h2>{say('诉求', 'The matter')}</h2>
        </header>
        <div className="pad" style={{ display: 'grid', gap: 12 }}>
          <p className="matter">{v.content || say('（内容不可见）', '(not visible)')}</p>
          <dl className="facts">
            {fact(say('地点', 'Place'), [choiceWord('district', v.district), v.place].filter(Boolean).join(' '))}
            {fact(say('分类', 'Class'), v.class_name)}
            {fact(say('承办单位', 'Department'), v.department_name)}
            {fact(say('经办人', 'Holder'), v.holder_name)}
            {fact(say('建议承办单位', 'Suggested unit'), suggested ? `${suggested.short_name}${say('（按职责清单）', ' (duty list)')}` : undefined)}
            {fact(say('被反映单位', 'Unit complained of'), departments.find((d) => d.id === v.accused)?.short_name ?? v.accused)}
            {fact(say('渠道', 'Channel'), choiceWord('channel', v.channel))}
            {fact(say('登记时间', 'Registered'), dayTime(v.registered_at, words.lang))}
            {fact(say('需要答复', 'Wants a reply'), v.wants_reply ? undefined : say('不需要', 'no'))}
            {fact(say('不予受理情形', 'Declined because'), choiceWord('decline_code', v.decline_code))}
          </dl>
          <Party of={v} />
        </div>
      </section>
      <Triage v={v} />
      <Files kind="cases" id={v.id} />
      {v.call && (
        <p className="small">
          <Link to="/calls" search={{ id: v.call.id }}>{say('来源来电', 'The call it came from')}</Link> <span className="num dim">{v.call.number} · {dayTime(v.call.at, words.lang)}</span>
          {v.call.recording_url && (
            <>
              {' · '}
              <a href={v.call.recording_url} target="_blank" rel="noreferrer noopener">
                {say('通话录音', 'Recording')}
              </a>
            </>
          )}
        </p>
      )}
      {v.public_reply && (
        <section className="card">
          <header>
            <h2>{say('答复', 'Reply')}</h2>
            <span className="grow" />
            {v.solved && (
              <span className="small">
                {[choiceWord('contacted', v.contacted), choiceWord('solved', v.solved), choiceWord('satisfied', v.satisfied ? String(v.satisfied) : undefined)].filter(Boolean).join(' · ')}
              </span>
            )}
          </header>
          <div className="pad">
            <div className="reply-box">{v.public_reply}</div>
          </div>
        </section>
      )}
      <section className="card">
        <header>
          <h2>{say('时限', 'Clocks')}</h2>
        </header>
        <Clocks clocks={v.clocks} />
      </section>
      <section className="card">
        <header>
          <h2>{say('办理过程', 'What happened')}</h2>
        </header>
        <div className="pad">
          <Shown read={line} rows={3}>
            {(items) => <Timeline items={items} kind="case" classNames={classNames} />}
          </Shown>
        </div>
      </section>
      {(v.earlier?.length ?? 0) > 0 && (
        <section className="card">
          <header>
            <h2>{say('同一电话的其他工单', 'Other cases of this phone')}</h2>
            <span className="flag">{v.earlier!.length}</span>
          </header>
          <ul>
            {v.earlier!.map((e) => (
              <li key={e.id}>
                <button type="button" className="item" style={{ background: 'none', border: 0, borderBottom: '1px solid var(--line)', font: 'inherit' }} onClick={() => open(e.id)}>
                  <span className="item-top">
                    <span className="item-title">{e.title}</span>
                    <span className="stage">{c.stage('case', e.stage)}</span>
                  </span>
                  <span className="item-sub num">
                    {e.number} · {choiceWord('kind', e.kind)} · {dayTime(e.registered_at, words.lang)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {v.conversation_id && (
        <p className="small">
          <Link to="/bench" search={{ id: v.conversation_id }}>
            {say('查看来源会话', 'The conversation it came from')}
          </Link>
        </p>
      )}
    </article>
  )
}
