import { ActBar } from '../cases/ActBar'
import { useActing } from '../cases/acting'
import { Assists } from '../cases/Assists'
import { Course } from '../cases/Course'
import { Clocks } from '../cases/Clocks'
import { useCounts } from '../cases/counts'
import { OfCase } from '../cases/ofcase'
import { useCase } from '../cases/read'
import { useCases } from '../cases/rows'
import { asksOf, personal, promises, vague } from '../cases/selfcheck'
import type { CaseView } from '../../shared/views'
import { Files } from '../files/Files'
import { useContract } from '../parts/contract'
import { Flags } from '../parts/Flags'
import { SlaPill } from '../parts/SlaPill'
import { Shown } from '../parts/States'
import { say } from '../words'
import { choiceWord } from '../words/choices'
import { Queue, useShow, type QueuePart } from './Queue'

const filters: Record<string, Record<string, string>> = { replied: { stage: 'replied', sort: 'due' }, redone: { stage: 'replied', redone: 'true' } }

/** The reviewer's desk: what was asked, what is answered and what was done side by side; Y passes, B sends back, the next one opens. */
export function Review() {
  const { show } = useShow(Object.keys(filters))
  const counts = useCounts().data
  const read = useCases(filters[show]!, 100)
  const parts: QueuePart[] = [
    { name: 'replied', label: say('待审核', 'To review'), n: counts && (counts.stages.replied ?? 0) },
    { name: 'redone', label: say('重办后再审', 'After a redo'), n: counts?.review_again },
  ]
  return <Queue name="review" title={say('答复审核', 'Review')} parts={parts} read={read} empty={say('没有待审核的答复', 'No reply to review')} detail={(id, way) => <One key={id} id={id} {...way} />} />
}

interface Way {
  next: () => void
  close: () => void
}

function One({ id, ...way }: Way & { id: string }) {
  const read = useCase(id)
  return <Shown read={read}>{(v) => <Side v={v} {...way} />}</Shown>
}

function Side({ v, next, close }: Way & { v: CaseView }) {
  const c = useContract()
  const acting = useActing({ subject: 'cases', id: v.id, rev: v.rev, matter: v.content, reply: v.public_reply, title: v.title, direct: ['review_pass'], done: (act) => /^review_/.test(act) && next() })
  const asks = asksOf(v.content)
  const reply = v.public_reply ?? ''
  const doubts = [
    ...personal(reply).map((p) => say(`公开答复中有个人信息 ${p}`, `personal data in the reply: ${p}`)),
    ...promises(reply).map((p) => (vague(p) ? say(`“${p}”没有期限`, `“${p}” names no date`) : say(`承诺“${p}”`, `promises “${p}”`))),
    ...(v.first_contact_at ? [] : [say('没有先行联系的记录', 'no first contact on record')]),
    ...(v.assists ?? []).filter((a) => !a.reported_at).map((a) => say(`协办单位 ${a.name} 未反馈`, `${a.name} has not reported`)),
  ]
  return (
    <OfCase.Provider value={v}>
      <article className="detail" aria-label={v.number}>
        <ActBar actions={v.allowed_actions} refused={v.refused_actions} acting={acting} close={close}>
          <span className="dim small">{say('Y 通过 · B 退回', 'Y passes · B sends back')}</span>
        </ActBar>
        <header className="detail-head">
          <h1>{v.title}</h1>
          <div className="row wrap">
            <span className="num strong">{v.number}</span>
            <span className="stage">{c.stage('case', v.stage)}</span>
            <span className="flag">{choiceWord('kind', v.kind)}</span>
            {v.next && <SlaPill clock={v.next} name />}
            <Flags of={v} />
            <span className="small">{v.department_name}</span>
          </div>
        </header>
        {doubts.length > 0 && (
          <ul className="pending" aria-label={say('审核提示', 'To look at')}>
            {doubts.map((d) => (
              <li key={d}>▲ {d}</li>
            ))}
          </ul>
        )}
        <div className="trio">
          <section className="card">
            <header>
              <h2>{say('诉求', 'The matter')}</h2>
            </header>
            <div className="pad">
              <p className="matter">{v.content}</p>
              {asks.length > 1 && (
                <>
                  <h3>{say('要答的', 'To be answered')}</h3>
                  <ol className="asks">
                    {asks.map((a) => (
                      <li key={a}>{a}</li>
                    ))}
                  </ol>
                </>
              )}
            </div>
          </section>
          <section className="card">
            <header>
              <h2>{say('公开答复', 'Public reply')}</h2>
            </header>
            <div className="pad">
              <p className="reply-box">{reply}</p>
            </div>
          </section>
          <section className="card">
            <header>
              <h2>{say('办理记录', 'Record')}</h2>
              <span className="flag">{say('内部', 'internal')}</span>
            </header>
            <div className="pad">
              <p className="reply-box inside">{v.record || say('没有记录', 'none')}</p>
            </div>
          </section>
        </div>
        <Files kind="cases" id={v.id} />
        <Assists v={v} />
        <section className="card">
          <header>
            <h2>{say('时限', 'Clocks')}</h2>
          </header>
          <Clocks clocks={v.clocks} />
        </section>
        <Course v={v} />
      </article>
    </OfCase.Provider>
  )
}
