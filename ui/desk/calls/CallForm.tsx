import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input, Modal, Radio, Select, Switch, TreeSelect } from 'antd'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { newKey } from '../../shared/client'
import { length } from '../../shared/format'
import type { Caller, Receipt } from '../../shared/views'
import { api, problemOf } from '../api'
import { stopwatch } from '../bench/talks'
import { Uploads } from '../files/Uploads'
import { Area } from '../parts/Area'
import { classTree, departmentTree, useClasses, useDepartments } from '../parts/contract'
import { useKeys } from '../parts/keys'
import { useNow } from '../parts/ticking'
import { say, words } from '../words'
import { choiceOptions, choiceWord, districtOptions } from '../words/choices'
import { Guesses } from '../triage/Guesses'
import { CallSide } from './CallSide'
import { useDuplicates, useSuggestions, useWrite } from './calls'
import { keepDraft, readDraft, request, titleOf, type Entered } from './draft'
import { Reveal } from './Reveal'

/** One call: a form that hands need not leave, and beside it what is known. plainKeys: Alt with a number belongs to somebody else. */
export function CallForm({ caller, close, plainKeys }: { caller: Caller; close: () => void; plainKeys?: boolean }) {
  const { call } = caller
  const [form] = Form.useForm<Entered>()
  const { modal } = App.useApp()
  const cache = useQueryClient()
  const classes = useClasses().data
  const departments = useDepartments().data
  const now = useNow(1000)
  const typed = (Form.useWatch([], form) ?? {}) as Partial<Entered>
  const text = useDeferredValue(typed)
  const ownTitle = useRef(false)
  const [answering, setAnswering] = useState(false)
  const [hanging, setHanging] = useState(false)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState('')
  const last = useRef({ body: '', key: '' })
  const matter = { title: text.title ?? '', content: text.content ?? '', place: text.place, district: text.district, class: text.class, call_id: call.id }
  const near = useDuplicates(matter)
  const guesses = useSuggestions(matter).data ?? []
  const open = !call.closed_at && call.mine
  const accept = (n: number) => guesses[n] && form.setFieldValue('class', guesses[n].class)
  useEffect(() => {
    const kept = readDraft(call.id)
    if (kept) {
      ownTitle.current = !!kept.title
      form.setFieldsValue(kept)
    }
    document.querySelector<HTMLElement>('.calls textarea')?.focus()
  }, [call.id, form])

  const send = async (what: 'case' | 'message' | 'answer') => {
    if (!open || busy) return
    const v = form.getFieldsValue(true) as Entered
    const wrong = (['kind', 'title', 'content', ...(what === 'answer' ? ['public_reply' as const] : [])] as (keyof Entered)[]).filter((f) => !String(v[f] ?? '').trim())
    form.setFields(wrong.map((name) => ({ name, errors: [say('请填写', 'Required')] })))
    if (wrong.length) return form.focusField(wrong[0]!)
    const r = request(what, call.id, v)
    const body = JSON.stringify(r)
    if (last.current.body !== body) last.current = { body, key: newKey() }
    setBusy(true)
    setFault('')
    try {
      const receipt = await api.post<Receipt>(r.path, r.body, { key: last.current.key })
      keepDraft(call.id)
      for (const k of ['calls', 'call', 'cases', 'messages']) void cache.invalidateQueries({ queryKey: [k] })
      modal.success({
        title: what === 'answer' ? say(`已办结于通话 ${receipt.number}`, `Answered ${receipt.number}`) : say(`已登记 ${receipt.number}`, `Registered ${receipt.number}`),
        content: (
          <p>
            {say('请把查询码告诉来电人：', 'Tell the caller the query code: ')}
            <b className="num">{receipt.query_code}</b>
          </p>
        ),
        onOk: close,
      })
    } catch (e) {
      const p = problemOf(e)
      setFault(`${p.say(words.lang)}（${p.code}）`)
      form.setFields(p.fields.map((f) => ({ name: f.name.replace(/^(case\.)?(contact\.|fields\.)?/, '') as keyof Entered, errors: [f.detail || f.code] })))
    } finally {
      setBusy(false)
    }
  }
  useKeys({
    'Ctrl+Enter': () => void send(answering ? 'answer' : 'case'),
    'Alt+A': () => {
      setAnswering(true)
      setTimeout(() => form.focusField('public_reply'), 60)
    },
    'Alt+M': () => void send('message'),
    'Alt+H': open ? () => setHanging(true) : undefined,
    ...(plainKeys ? {} : { 'Alt+1': () => accept(0), 'Alt+2': () => accept(1), 'Alt+3': () => accept(2) }),
  })
  const seconds = (now - new Date(call.answered_at ?? call.at).getTime()) / 1000
  return (
    <>
      <section className="bench-talk call" aria-label={say('来电', 'Call')}>
        <header className="talk-head">
          <Button className="only-narrow" size="small" onClick={close}>
            {say('返回', 'Back')}
          </Button>
          <b>{call.withheld ? say('隐藏号码', 'Withheld') : open ? <Reveal path={`/api/v1/calls/${call.id}/reveal`} masked={call.number} /> : call.number}</b>
          <span className="stage">{call.outcome ? choiceWord('call_outcome', call.outcome) : choiceWord('call_state', call.state)}</span>
          {!call.closed_at && call.state !== 'ended' && <span className="num dim">{stopwatch(seconds)}</span>}
          {caller.cases.length > 0 && <span className="flag flag-yellow">{say(`来电人有 ${caller.cases.length} 件诉求，办理中 ${caller.open_cases}`, `${caller.cases.length} cases, ${caller.open_cases} open`)}</span>}
          {call.recording_url && (
            <a href={call.recording_url} target="_blank" rel="noreferrer noopener">
              {say('通话录音', 'Recording')}
            </a>
          )}
          <span className="grow" />
          <span className="dim small">{call.holder}</span>
        </header>
        <div className="talk-log">
          {!call.mine && !call.closed_at && <Alert type="info" showIcon title={say('接起后可以登记', 'Take the call to register')} />}
          {call.closed_at && <Alert type="success" showIcon title={say('这通来电已处理', 'This call has been dealt with')} />}
          {fault && <Alert type="error" showIcon role="alert" title={fault} style={{ marginBottom: 8 }} />}
          <Form
            form={form}
            layout="vertical"
            size="small"
            disabled={!open}
            initialValues={{ kind: 'complaint', wants_reply: true, attachments: [] }}
            onValuesChange={(part: Partial<Entered>, all: Entered) => {
              if (part.title !== undefined) ownTitle.current = part.title !== ''
              // Until the agent names the matter, its first words do.
              if (part.content !== undefined && !ownTitle.current) form.setFieldValue('title', titleOf(part.content))
              keepDraft(call.id, { ...all, title: form.getFieldValue('title') as string })
            }}
          >
            <Form.Item name="kind" label={say('诉求类型', 'Kind')}>
              <Radio.Group optionType="button" options={choiceOptions('kind')} />
            </Form.Item>
            <Form.Item name="content" label={say('内容', 'Content')}>
              <Area from={4} to={10} count={{ show: true, max: 2000, strategy: length }} />
            </Form.Item>
            <Form.Item name="title" label={say('标题', 'Title')}>
              <Input count={{ show: true, max: 60, strategy: length }} />
            </Form.Item>
            <Form.Item label={say('诉求分类', 'Class')} className="class-item">
              <Form.Item name="class" noStyle>
                <TreeSelect aria-label={say('诉求分类', 'Class')} allowClear showSearch={{ filterTreeNode: (q, n) => `${String(n.title)} ${String(n.value)}`.toLowerCase().includes(q.toLowerCase()) }} treeData={classTree(classes)} placeholder={say('按名称或代码查找', 'Find by name or code')} />
              </Form.Item>
              <Guesses list={guesses} chosen={typed.class} accept={accept} />
            </Form.Item>
            <div className="facts">
              <Form.Item name="place" label={say('地点', 'Place')}>
                <Input maxLength={120} />
              </Form.Item>
              <Form.Item name="district" label={say('区域', 'District')}>
                <Select aria-label={say('区域', 'District')} allowClear showSearch={{ optionFilterProp: 'label' }} options={districtOptions()} />
              </Form.Item>
              <Form.Item name="name" label={say('称呼', 'Name')}>
                <Input autoComplete="off" maxLength={30} />
              </Form.Item>
              <Form.Item name="phone" label={say('联系电话', 'Phone')}>
                <Input autoComplete="off" inputMode="tel" placeholder={call.withheld ? say('来电人隐藏了号码', 'The number is withheld') : say(`同来电号码 ${call.number}`, `The caller’s ${call.number}`)} />
              </Form.Item>
              <Form.Item name="accused" label={say('被反映单位', 'Unit complained of')}>
                <TreeSelect aria-label={say('被反映单位', 'Unit complained of')} allowClear showSearch={{ treeNodeFilterProp: 'title' }} treeData={departmentTree(departments)} />
              </Form.Item>
              <div className="row">
                <Form.Item name="confidential" label={say('要求保密', 'Confidential')} valuePropName="checked">
                  <Switch aria-label={say('要求保密', 'Confidential')} />
                </Form.Item>
                <Form.Item name="wants_reply" label={say('需要答复', 'Wants a reply')} valuePropName="checked">
                  <Switch aria-label={say('需要答复', 'Wants a reply')} />
                </Form.Item>
                <Form.Item name="urgent" label={say('加急', 'Urgent')} valuePropName="checked">
                  <Switch aria-label={say('加急', 'Urgent')} />
                </Form.Item>
              </div>
            </div>
            {answering && (
              <Form.Item name="public_reply" label={say('答复来电人的内容（办结于通话）', 'What the caller was told')}>
                <Area from={3} to={10} count={{ show: true, max: 2000, strategy: length }} />
              </Form.Item>
            )}
            <Form.Item name="attachments">
              <Uploads purpose="evidence" label={say('附件', 'Files')} />
            </Form.Item>
          </Form>
        </div>
        {open && (
          <div className="composer call-acts">
            {answering ? (
              <>
                <Button type="primary" loading={busy} onClick={() => void send('answer')}>
                  {say('办结于通话', 'Answer')} <span className="num">Ctrl Enter</span>
                </Button>
                <Button onClick={() => setAnswering(false)}>{say('改为登记', 'Register instead')}</Button>
              </>
            ) : (
              <>
                <Button type="primary" loading={busy} onClick={() => void send('case')}>
                  {say('登记诉求', 'Register')} <span className="num">Ctrl Enter</span>
                </Button>
                <Button onClick={() => setAnswering(true)}>
                  {say('办结于通话', 'Answer at once')} <span className="num">Alt A</span>
                </Button>
                <Button onClick={() => void send('message')}>
                  {say('转为留言', 'Message')} <span className="num">Alt M</span>
                </Button>
                <Button onClick={() => setHanging(true)}>
                  {say('无诉求挂机', 'Hang up')} <span className="num">Alt H</span>
                </Button>
              </>
            )}
          </div>
        )}
        {hanging && <HangUp id={call.id} close={() => setHanging(false)} done={close} />}
      </section>
      <aside className="bench-side">
        <CallSide caller={caller} near={near.data} now={{ title: text.title ?? '', content: text.content ?? '', place: text.place }} text={text.title || text.content || ''} insert={answering ? (t) => form.setFieldValue('public_reply', t) : undefined} />
      </aside>
    </>
  )
}

const reasons = ['hung_up', 'silent', 'wrong_number', 'answered_orally', 'transferred', 'abuse', 'test']

function HangUp({ id, close, done }: { id: string; close: () => void; done: () => void }) {
  const [reason, setReason] = useState('hung_up')
  const [note, setNote] = useState('')
  const end = useWrite<void, unknown>(() => ({ path: `/api/v1/calls/${id}/actions/close`, body: { reason, note } }), () => {
    keepDraft(id)
    done()
  })
  return (
    <Modal open onCancel={close} onOk={() => end.mutate()} confirmLoading={end.isPending} title={say('无诉求挂机', 'Nothing came of it')} okText={say('挂机', 'Hang up')} width={420}>
      <Radio.Group vertical value={reason} onChange={(e) => setReason(e.target.value as string)} options={choiceOptions('call_outcome', reasons)} />
      <Input style={{ marginTop: 12 }} value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} aria-label={say('说明', 'Note')} placeholder={say('说明（可不填）', 'Note, if any')} />
    </Modal>
  )
}

