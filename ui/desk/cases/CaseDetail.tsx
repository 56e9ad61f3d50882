import { Link } from '@tanstack/react-router'
import { dayTime } from '../../shared/format'
import type { Action, CaseView } from '../../shared/views'
import { Files } from '../files/Files'
import { useContract, useDepartments } from '../parts/contract'
import { Flags } from '../parts/Flags'
import { SlaPill } from '../parts/SlaPill'
import { Shown } from '../parts/States'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'
import { Triage } from '../triage/Triage'
import { ActBar } from './ActBar'
import { useActing } from './acting'
import { Assists } from './Assists'
import { Course } from './Course'
import { Clocks } from './Clocks'
import { Joined, RelatedLine } from './Joined'
import { OfCase } from './ofcase'
import { Outcome } from './Outcome'
import { useOutbox } from './OutboxBar'
import { Party } from './Party'
import { Pending } from './Pending'
import { useCase } from './read'
import { Suggested } from './Suggested'

interface Open {
  close: () => void
  open: (id: string) => void
  /** acts that are taken at once, without their form */
  direct?: string[]
  /** called when an act was taken here */
  done?: (act: string) => void
}

/** One case in full, with what may be done now. */
export function CaseDetail({ id, close, open, direct, done }: Open & { id: string }) {
  const read = useCase(id)
  return <Shown read={read}>{(v) => <Body key={v.id} v={v} close={close} open={open} direct={direct} done={done} />}</Shown>
}

function Body({ v, close, open, direct, done }: Open & { v: CaseView }) {
  const c = useContract()
  const departments = useDepartments().data ?? []
  const suggested = departments.find((d) => d.id === v.suggested_department)
  const wished = v.pending?.find((a) => a.kind === 'return')?.suggested_unit
  const returnTo = departments.find((d) => d.short_name === wished)?.id
  const initial = (a: Action): Record<string, string> => ({
    ...(a.act === 'dispatch' && v.suggested_department ? { department: v.suggested_department } : {}),
    ...(a.act === 'return_uphold' && returnTo ? { department: returnTo } : {}),
    ...(a.act === 'first_contact' ? { contact_way: 'phone' } : {}),
    ...(a.act === 'accept' ? { class: v.class ?? '', urgency: v.urgency } : {}),
  })
  const contactAct = v.allowed_actions.find((a) => a.act === 'first_contact')
  const waiting = useOutbox().filter((w) => w.id === v.id)
  const contactDue = v.stage === 'dispatched' || v.stage === 'handling'
  const acting = useActing({ subject: 'cases', id: v.id, rev: v.rev, initial, matter: v.content, reply: v.public_reply, title: v.title, direct, done })
  const fact = (label: string, value: string | undefined) =>
    value ? (
      <div>
        <dt>{label}</dt>
        <dd>{value}</dd>
      </div>
    ) : null
  return (
    <OfCase.Provider value={v}>
      <article className="detail" aria-label={v.number}>
        <ActBar actions={v.allowed_actions.filter((a) => !waiting.some((w) => w.act === a.act))} refused={v.refused_actions} acting={acting} close={close}>
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
        {waiting.map((w) => (
          <p key={w.key} className="flag flag-yellow">
            ▲ {say(`“${w.label}”已存在本机，等待网络`, `“${w.label}” waits for the network`)}
          </p>
        ))}
        <Pending v={v} acting={acting} />
        <Suggested v={v} unit={suggested?.short_name} acting={acting} />
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
              {fact(say('先行联系', 'First contact'), v.first_contact_at ? dayTime(v.first_contact_at, words.lang) : contactDue ? say('■ 尚未联系', '■ not made yet') : undefined)}
              {fact(say('回避单位', 'Excluded units'), v.excluded?.join('、'))}
              {fact(say('会商单位', 'Consulted'), v.consulted?.join('、'))}
              {fact(say('承诺日期', 'Promised for'), v.promised)}
              {fact(say('退单', 'Returns'), [v.returns ? say(`成立 ${v.returns} 次`, `${v.returns} upheld`) : '', v.ruled ? say('已审定，不得再退', 'ruled: no further return') : ''].filter(Boolean).join('，'))}
              {fact(say('延期', 'Extensions'), v.extensions ? say(`${v.extensions} 次`, String(v.extensions)) : undefined)}
              {fact(say('重新办理', 'Reopened'), v.reopens ? say(`${v.reopens} 次`, String(v.reopens)) : undefined)}
              {fact(say('转至专线', 'Passed to'), choiceWord('line', v.line))}
              {fact(say('同意公开', 'May be published'), v.may_publish ? say('同意', 'yes') : undefined)}
              {fact(say('不予受理情形', 'Declined because'), choiceWord('decline_code', v.decline_code))}
            </dl>
            <Party of={v} called={contactAct && (() => acting.begin(contactAct))} />
          </div>
        </section>
        <Outcome v={v} />
        <Assists v={v} />
        <Joined v={v} open={open} />
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
        <section className="card">
          <header>
            <h2>{say('时限', 'Clocks')}</h2>
          </header>
          <Clocks clocks={v.clocks} />
        </section>
        <Course v={v} />
        {(v.earlier?.length ?? 0) > 0 && (
          <section className="card">
            <header>
              <h2>{say('同一电话的其他工单', 'Other cases of this phone')}</h2>
              <span className="flag">{v.earlier!.length}</span>
            </header>
            <ul>
              {v.earlier!.map((e) => <RelatedLine key={e.id} of={e} note={choiceWord('kind', e.kind)} open={open} />)}
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
    </OfCase.Provider>
  )
}
