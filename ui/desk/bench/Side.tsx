import { Link } from '@tanstack/react-router'
import { Alert, Button, Form, Tabs } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { day, dayTime } from '../../shared/format'
import type { Action, Conversation } from '../../shared/views'
import { problemOf } from '../api'
import { useAct } from '../cases/ActForm'
import { Field } from '../cases/Field'
import { check, fieldErrors, valuesOf } from '../cases/fields'
import { useKeys } from '../parts/keys'
import { Empty } from '../parts/States'
import { say, words } from '../words'
import { KnowledgeSearch } from './KnowledgeSearch'
import { draftOf } from './talks'

/** What an agent needs beside the talk: the form of a case, the knowledge base, what was before. */
export function Side({ talk, insert, openCase }: { talk: Conversation; insert: (text: string) => void; openCase?: (id: string) => void }) {
  const [tab, setTab] = useState('case')
  const search = useRef<HTMLDivElement>(null)
  const find = () => {
    setTab('kb')
    setTimeout(() => search.current?.querySelector('input')?.focus(), 60)
  }
  useKeys({ '/': find, 'Ctrl+/': find })
  const escalate = talk.allowed_actions.find((a) => a.act === 'escalate')
  return (
    <Tabs
      className="side-tabs"
      activeKey={tab}
      onChange={setTab}
      items={[
        { key: 'case', label: say('诉求', 'Case'), children: <CaseForm key={talk.id} talk={talk} action={escalate} openCase={openCase} /> },
        { key: 'kb', label: say('知识', 'Knowledge'), children: <div ref={search}><KnowledgeSearch last={[...talk.utterances].reverse().find((u) => u.speaker === 'citizen')?.text ?? ''} insert={talk.stage === 'human' ? insert : undefined} /></div> },
        { key: 'past', label: say('历史', 'Earlier'), children: <Past talk={talk} /> },
      ]}
    />
  )
}

function CaseForm({ talk, action, openCase }: { talk: Conversation; action?: Action; openCase?: (id: string) => void }) {
  const [form] = Form.useForm<Record<string, unknown>>()
  const act = useAct('conversations', talk.id, talk.rev)
  const [over, setOver] = useState<string[]>([])
  const target = Form.useWatch('target', form) as string | undefined
  const touched = useRef(false)
  const draft = draftOf(talk.utterances)
  const first = { target: 'case', kind: 'complaint', ...draft }
  useEffect(() => {
    // Until the agent writes, the form follows the talk.
    if (!touched.current) form.setFieldsValue(draft)
  }, [draft.content, form])
  if (talk.escalated_id)
    return (
      <div className="pad">
        <Alert
          type="success"
          showIcon
          title={talk.escalated_kind === 'message' ? say('已转为留言', 'Turned into a message') : say('已转为诉求工单', 'Turned into a case')}
          action={
            talk.escalated_kind === 'message' ? <Link to="/messages" search={{ id: talk.escalated_id }}>{say('查看', 'Open')}</Link> : openCase ? <Button size="small" onClick={() => openCase(talk.escalated_id!)}>{say('查看', 'Open')}</Button> : <Link to="/cases" search={{ id: talk.escalated_id }}>{say('查看', 'Open')}</Link>
          }
        />
      </div>
    )
  if (!action) return <Empty text={talk.stage === 'queued' ? say('接入后可登记诉求', 'Take the talk to open a case') : say('会话已结束，不能再登记', 'The talk has ended')} />
  const names = action.fields.map((f) => f.name)
  const fields = action.fields.filter((f) => target !== 'message' || !['kind', 'place'].includes(f.name))
  const submit = () => {
    const entered = form.getFieldsValue(true) as Record<string, unknown>
    const sent: Action = { ...action, fields }
    const wrong = check(sent, entered)
    form.setFields(names.map((name) => ({ name, errors: wrong.filter((w) => w.name === name).map((w) => (w.code === 'required' ? say('请填写', 'Required') : say('内容过长', 'Too long'))) })))
    if (wrong.length) return form.focusField(wrong[0]!.name)
    setOver([])
    act.mutate(
      { act: 'escalate', fields: valuesOf(sent, entered), done: say('已提交，市民会看到提示', 'Done; the citizen is told') },
      {
        onError: (e) => {
          const p = problemOf(e)
          const { at, over } = fieldErrors(p, names)
          form.setFields(Object.entries(at).map(([name, text]) => ({ name, errors: [text] })))
          setOver(Object.keys(at).length ? over : [`${p.say(words.lang)}（${p.code}）`, ...over])
        },
      },
    )
  }
  return (
    <div className="pad" onKeyDown={(e) => (e.ctrlKey || e.metaKey) && e.key === 'Enter' && submit()}>
      {over.length > 0 && <Alert type="error" showIcon role="alert" title={over.join('；')} style={{ marginBottom: 12 }} />}
      <Form form={form} name="escalate" layout="vertical" size="small" initialValues={first} onValuesChange={() => (touched.current = true)}>
        {fields.map((f) => (
          <Field key={f.name} field={f} />
        ))}
        <Button type="primary" block size="middle" loading={act.isPending} onClick={submit}>
          {target === 'message' ? say('转为留言', 'Leave a message') : say('登记诉求', 'Open a case')} <span className="num">Ctrl Enter</span>
        </Button>
      </Form>
    </div>
  )
}

/** What this talk led to, and what the same browser's citizen raised and asked before. */
function Past({ talk }: { talk: Conversation }) {
  const cases = talk.earlier ?? []
  const talks = talk.earlier_talks ?? []
  return (
    <div className="pad">
      {cases.length > 0 && (
        <>
          <h3 className="strong">{say('以前的诉求', 'Earlier cases')}</h3>
          <ul>
            {cases.map((c) => (
              <li key={c.id}>
                <Link to="/cases" search={{ id: c.id }}>{c.title}</Link> <span className="dim small">{c.number} · {day(c.registered_at, words.lang)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {talks.length > 0 && (
        <>
          <h3 className="strong">{say('以前的会话', 'Earlier talks')}</h3>
          <ul>
            {talks.map((x) => (
              <li key={x.id} className="dim small">{dayTime(x.opened_at, words.lang)} · {x.scene || say('未分类', 'unsorted')}</li>
            ))}
          </ul>
        </>
      )}
      {talk.escalated_id ? (
        <p>
          {talk.escalated_kind === 'message' ? <Link to="/messages" search={{ id: talk.escalated_id }}>{say('本次会话转出的留言', 'The message of this talk')}</Link> : <Link to="/cases" search={{ id: talk.escalated_id }}>{say('本次会话登记的工单（含同一电话的其他工单）', 'The case of this talk, with others of the same phone')}</Link>}
        </p>
      ) : cases.length + talks.length > 0 ? null : (
        <Empty text={say('匿名会话，没有可识别的历史；登记诉求并留电话后，可在工单中看到同一电话的往来', 'Anonymous: no history. Once a case has a phone number, the case shows its others')} />
      )}
    </div>
  )
}
