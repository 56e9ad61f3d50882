import { Button, Form } from 'antd'
import { useEffect, useState } from 'react'
import type { Action, CaseView, TimelineItem } from '../../shared/views'
import { dayTime } from '../../shared/format'
import { ActBar } from '../cases/ActBar'
import { useActing, type Acting } from '../cases/acting'
import { useCounts } from '../cases/counts'
import { Course } from '../cases/Course'
import { Field } from '../cases/Field'
import { check, valuesOf } from '../cases/fields'
import { OfCase } from '../cases/ofcase'
import { Party } from '../cases/Party'
import { useCase, useTimeline } from '../cases/read'
import { useCases } from '../cases/rows'
import { useCity } from '../parts/contract'
import { useKeys } from '../parts/keys'
import { SlaPill } from '../parts/SlaPill'
import { Shown } from '../parts/States'
import { useNow } from '../parts/ticking'
import { named, say, words } from '../words'
import { choiceOptions, choiceWord } from '../words/choices'
import { nextCall, partOfDay, type PartOfDay } from './attempts'
import { Queue } from './Queue'

/** The surveyor's desk: whom to call, what to say, three questions, what came of each call. */
export function Survey() {
  const counts = useCounts().data
  const read = useCases({ stage: 'surveying', sort: 'due' }, 100)
  return (
    <Queue
      name="survey"
      title={say('回访', 'Survey')}
      parts={[{ name: 'surveying', label: say('待回访', 'To survey'), n: counts && (counts.stages.surveying ?? 0) }]}
      read={read}
      empty={say('没有待回访的工单', 'Nobody to call')}
      detail={(id, way) => <One key={id} id={id} {...way} />}
    />
  )
}

interface Way {
  next: () => void
  close: () => void
}

function One({ id, ...way }: Way & { id: string }) {
  const read = useCase(id)
  return <Shown read={read}>{(v) => <Side v={v} {...way} />}</Shown>
}

/** Acts that have their own place on the page. */
const placed = ['survey', 'survey_attempt', 'survey_unreachable']

function Side({ v, next, close }: Way & { v: CaseView }) {
  const line = useTimeline(v.id)
  const acting = useActing({ subject: 'cases', id: v.id, rev: v.rev, matter: v.content, reply: v.public_reply, title: v.title, direct: ['survey_unreachable'], done: (act) => act !== 'note' && next() })
  const find = (name: string) => v.allowed_actions.find((a) => a.act === name)
  const survey = find('survey')
  return (
    <OfCase.Provider value={v}>
      <article className="detail" aria-label={v.number}>
        <ActBar actions={v.allowed_actions.filter((a) => !placed.includes(a.act))} acting={acting} close={close} />
        <header className="detail-head">
          <h1>{v.title}</h1>
          <div className="row wrap">
            <span className="num strong">{v.number}</span>
            <span className="flag">{choiceWord('kind', v.kind)}</span>
            {v.next && <SlaPill clock={v.next} name />}
            <span className="small">{v.department_name}</span>
          </div>
        </header>
        <div className="survey-desk">
          <div className="queue-acts">
            <section className="card">
              <header>
                <h2>{say('诉求人', 'The citizen')}</h2>
              </header>
              <div className="pad">
                <Party of={v} />
              </div>
            </section>
            <Script v={v} />
            <Attempts v={v} line={line.data} acting={acting} attempt={find('survey_attempt')} unreachable={find('survey_unreachable')} />
          </div>
          {survey && <Questions key={v.rev} action={survey} acting={acting} />}
        </div>
        <section className="card">
          <header>
            <h2>{say('诉求与答复', 'Matter and reply')}</h2>
          </header>
          <div className="pad two-texts">
            <div>
              <h3>{say('诉求', 'The matter')}</h3>
              <p className="matter">{v.content}</p>
            </div>
            <div>
              <h3>{say('公开答复', 'Public reply')}</h3>
              <p className="reply-box">{v.public_reply}</p>
            </div>
          </div>
        </section>
        <Course v={v} />
      </article>
    </OfCase.Provider>
  )
}

/** What is said, in the order it is asked. Spoken to a citizen, so it is Chinese with the English beside it for who reads English. */
function Script({ v }: { v: CaseView }) {
  const city = useCity().data
  const name = city ? words.pick(city.name, city.name_en) : ''
  return (
    <section className="script" aria-label={say('话术', 'Script')}>
      <p>{say(`您好，这里是${name} 12345 热线回访。您反映的“${v.title}”已由${v.department_name ?? '承办单位'}答复，占用您一分钟。`, `Hello, this is the ${name} 12345 hotline. ${v.department_name ?? 'The department'} has replied to “${v.title}”. May I ask three questions?`)}</p>
      <p>{say('① 承办单位办理期间联系过您吗？② 您反映的问题解决了吗？③ 您对办理结果满意吗？不满意的原因是什么？', '1. Did the department contact you? 2. Is it solved? 3. Are you satisfied, and if not, why?')}</p>
      <p>{say('您的评价会如实记录，对您没有任何影响。感谢您，再见。', 'Your answers are recorded as you give them. Thank you, goodbye.')}</p>
    </section>
  )
}

const partName = (p: PartOfDay): string => ({ morning: say('上午', 'the morning'), afternoon: say('下午', 'the afternoon'), evening: say('晚上', 'the evening'), night: say('夜间', 'the night') })[p]

function Attempts({ v, line, acting, attempt, unreachable }: { v: CaseView; line?: TimelineItem[]; acting: Acting; attempt?: Action; unreachable?: Action }) {
  const now = useNow(60_000)
  const from = line?.filter((i) => i.to === 'surveying' && i.from !== 'surveying').pop()?.seq ?? 0
  const made = (line ?? []).filter((i) => i.act === 'survey_attempt' && i.seq > from)
  const plan = nextCall(made.map((m) => new Date(m.at).getTime()), now)
  const results = choiceOptions('attempt_result')
  const log = (value: string) => attempt && acting.take(attempt, { attempt_result: value })
  useKeys(Object.fromEntries(results.map((r, i) => [String(i + 1), attempt && (() => log(r.value))])))
  const no = v.refused_actions?.find((r) => r.act === 'survey_unreachable')
  return (
    <section className="card">
      <header>
        <h2>{say('拨打记录', 'Calls')}</h2>
        <span className="flag">{say(`已拨 ${made.length} 次`, `${made.length} made`)}</span>
        {v.limits && <span className="dim small">{say(`规则要求拨满 ${v.limits.survey_attempts} 次`, `the rules ask for ${v.limits.survey_attempts}`)}</span>}
      </header>
      <div className="pad queue-acts">
        {made.length > 0 && (
          <ol className="asks">
            {made.map((m) => (
              <li key={m.seq}>
                {dayTime(m.at, words.lang)}（{partName(partOfDay(new Date(m.at).getTime()))}）：{choiceWord('attempt_result', m.fields?.attempt_result)} {m.fields?.note}
              </li>
            ))}
          </ol>
        )}
        <p className="small" role="status">
          {plan.now
            ? say('● 现在可以拨打', '● Call now')
            : plan.why === 'night'
              ? say(`▲ 夜间不打扰，${dayTime(plan.at, words.lang)} 起再拨`, `▲ Not at night: from ${dayTime(plan.at, words.lang)}`)
              : say(`▲ 上次${partName(plan.last!)}未接通，建议 ${dayTime(plan.at, words.lang)} 起（${partName(partOfDay(plan.at))}）再拨`, `▲ Not reached in ${partName(plan.last!)}; try from ${dayTime(plan.at, words.lang)} (${partName(partOfDay(plan.at))})`)}
        </p>
        {attempt && (
          <div className="row wrap" role="group" aria-label={say('未接通，记录结果', 'Not reached: what happened')}>
            {results.map((r, i) => (
              <Button key={r.value} loading={acting.busy === 'survey_attempt'} onClick={() => log(r.value)}>
                {r.label} ({i + 1})
              </Button>
            ))}
          </div>
        )}
        {unreachable && (
          <Button danger loading={acting.busy === 'survey_unreachable'} onClick={() => acting.take(unreachable, {})}>
            {named(unreachable)}
          </Button>
        )}
        {no && <p className="small dim">{say(`“${no.zh}”：${no.why_zh}`, `${no.en}: ${no.why_en}`)}</p>}
      </div>
    </section>
  )
}

/** The three questions and what the citizen says; Ctrl+Enter records them. */
function Questions({ action, acting }: { action: Action; acting: Acting }) {
  const [form] = Form.useForm<Record<string, unknown>>()
  const [missing, setMissing] = useState(false)
  useEffect(() => form.resetFields(), [form, action])
  const submit = () => {
    const values = form.getFieldsValue(true) as Record<string, unknown>
    const wrong = check(action, values)
    form.setFields(action.fields.map((f) => ({ name: f.name, errors: wrong.some((w) => w.name === f.name) ? [say('请填写', 'Required')] : [] })))
    setMissing(wrong.length > 0)
    if (!wrong.length) acting.take(action, valuesOf(action, values))
  }
  return (
    <section className="card">
      <header>
        <h2>{say('三个问题', 'Three questions')}</h2>
      </header>
      <div className="pad" onKeyDown={(e) => (e.ctrlKey || e.metaKey) && e.key === 'Enter' && submit()}>
        <Form form={form} name="survey" layout="vertical" requiredMark>
          {action.fields.map((f) => (
            <Field key={f.name} field={f} act={action.act} />
          ))}
        </Form>
        <div className="row wrap">
          <Button type="primary" loading={acting.busy === 'survey'} onClick={submit}>
            {say('记录评价', 'Record the answers')}
          </Button>
          <span className="dim small">
            <kbd>Ctrl Enter</kbd>
          </span>
          {missing && (
            <span className="small bad" role="alert">
              {say('还有问题没有填写', 'Something is missing')}
            </span>
          )}
        </div>
      </div>
    </section>
  )
}
