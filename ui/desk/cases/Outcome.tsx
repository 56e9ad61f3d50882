import type { CaseView } from '../../shared/views'
import { say } from '../words'
import { choiceWord } from '../words/choices'

const exceptedWord = (why: string): string =>
  ({ early_end: say('终止办理', 'ended early'), unreachable: say('多次回访未接通', 'never reached'), appeal: say('申诉成立', 'appeal upheld') })[why] ?? why

/** What came of the case: the internal record beside the public reply, the survey, and why a rate leaves it out. */
export function Outcome({ v }: { v: CaseView }) {
  if (!v.public_reply && !v.record && !v.excepted) return null
  const survey = [choiceWord('contacted', v.contacted), choiceWord('solved', v.solved), choiceWord('satisfied', v.satisfied ? String(v.satisfied) : undefined)].filter(Boolean).join(' · ')
  return (
    <section className="card">
      <header>
        <h2>{say('答复', 'Reply')}</h2>
        <span className="grow" />
        {v.published && <span className="flag">{say('已公开', 'Published')}</span>}
        {survey && <span className="small">{survey}</span>}
      </header>
      <div className="pad two-texts">
        {v.public_reply && (
          <div>
            <h3>{say('公开答复', 'Public reply')}</h3>
            <div className="reply-box">{v.public_reply}</div>
          </div>
        )}
        {v.record && (
          <div>
            <h3>
              {say('办理记录', 'Record')} <span className="flag">{say('内部', 'internal')}</span>
            </h3>
            <div className="reply-box inside">{v.record}</div>
          </div>
        )}
        {v.comment && (
          <div>
            <h3>{say('回访意见', 'Said in the survey')}</h3>
            <p className="matter">{v.comment}</p>
          </div>
        )}
        {v.first_satisfied && v.first_satisfied !== v.satisfied ? (
          <p className="small dim">
            {say('首次评价', 'First rating')}：{choiceWord('satisfied', String(v.first_satisfied))}
          </p>
        ) : null}
        {v.excepted && (
          <p className="small">
            {say('不计入三率', 'Left out of the three rates')}：{exceptedWord(v.excepted)}
            {v.appeal_on ? `（${choiceWord('appeal_on', v.appeal_on)}）` : ''}
          </p>
        )}
      </div>
    </section>
  )
}
