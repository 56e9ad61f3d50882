import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Form, Input, Radio, Select, Switch, TreeSelect } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { newKey } from '../../shared/client'
import { length } from '../../shared/format'
import type { Action, FieldInfo } from '../../shared/views'
import { api, problemOf } from '../api'
import { Area } from '../parts/Area'
import { classTree, departmentTree, useCity, useClasses, useDepartments } from '../parts/contract'
import { named, say, words } from '../words'
import { choiceOptions } from '../words/choices'
import { check, controlOf, fieldErrors, graveActs, valuesOf } from './fields'

export type Subject = 'cases' | 'messages' | 'conversations'

/** Drops what a lost race or an act has made stale. */
export function useRefresh() {
  const cache = useQueryClient()
  return (subject: Subject, id: string) => {
    const one = { cases: 'case', messages: 'message', conversations: 'conversation' }[subject]
    void cache.invalidateQueries({ queryKey: [one, id] })
    void cache.invalidateQueries({ queryKey: [subject] })
    void cache.invalidateQueries({ queryKey: ['board'] })
  }
}

/** Takes an act; an unanswered one is sent again under its own key as long as its content is the same. */
export function useAct(subject: Subject, id: string, rev: number) {
  const refresh = useRefresh()
  const { message, notification } = App.useApp()
  const last = useRef({ body: '', key: '' })
  return useMutation({
    mutationFn: ({ act, fields }: { act: string; fields: Record<string, string>; done?: string }) => {
      const body = JSON.stringify([id, act, rev, fields])
      if (last.current.body !== body) last.current = { body, key: newKey() }
      return api.act(subject, id, act, rev, fields, { key: last.current.key })
    },
    onSuccess: (_, v) => {
      if (v.done) void message.success(v.done)
      refresh(subject, id)
    },
    onError: (e) => {
      const p = problemOf(e)
      if (p.code !== 'state_changed' && p.code !== 'act_not_allowed') return
      refresh(subject, id)
      notification.warning({ title: p.code === 'state_changed' ? say('他人已处理，已为您刷新到最新', 'Somebody acted first; this is the latest') : p.say(words.lang), placement: 'top' })
    },
  })
}

interface Props {
  subject: Subject
  id: string
  rev: number
  action: Action
  initial?: Record<string, string>
  /** what a reply answers: shown beside the form */
  matter?: string
  reply?: string
  close: () => void
}

/** One act as a form made from its field list; a reply shows what the citizen will read. */
export function ActForm({ subject, id, rev, action, initial, matter, reply, close }: Props) {
  const [form] = Form.useForm<Record<string, unknown>>()
  // The revision that was read when the form was opened: what changed since is told, not overwritten.
  const [base, setBase] = useState(rev)
  const act = useAct(subject, id, base)
  const names = useMemo(() => action.fields.map((f) => f.name), [action])
  const [over, setOver] = useState<string[]>([])
  const entered = Form.useWatch([], form) as Record<string, unknown> | undefined
  const showsReply = names.includes('public_reply')
  const compares = action.act === 'review_pass' || action.act === 'review_redo'
  const title = named(action)
  useEffect(() => {
    const first = action.fields[0]?.name
    const timer = setTimeout(() => first && form.focusField(first), 250)
    return () => clearTimeout(timer)
  }, [action, form])
  const submit = () => {
    const values = form.getFieldsValue(true) as Record<string, unknown>
    const wrong = check(action, values)
    form.setFields(names.map((name) => ({ name, errors: wrong.filter((w) => w.name === name).map((w) => (w.code === 'required' ? say('请填写', 'Required') : say('内容过长', 'Too long'))) })))
    if (wrong.length) {
      form.focusField(wrong[0]!.name)
      return
    }
    setOver([])
    act.mutate(
      { act: action.act, fields: valuesOf(action, values), done: say(`${action.zh}成功`, `${action.en}: done`) },
      {
        onSuccess: close,
        onError: (e) => {
          const p = problemOf(e)
          if (p.code === 'state_changed') {
            setBase(p.rev ?? rev)
            return setOver([say('他人已先处理，详情已刷新。您填写的内容还在，请核对后再次提交。', 'Somebody acted first; the case shows the latest. Your text is kept: check it and submit again.')])
          }
          const { at, over } = fieldErrors(p, names)
          form.setFields(Object.entries(at).map(([name, text]) => ({ name, errors: [text] })))
          setOver(Object.keys(at).length && !over.length ? [] : [`${p.say(words.lang)}（${p.code}）`, ...over])
        },
      },
    )
  }
  return (
    <Drawer
      open
      onClose={close}
      size={showsReply || compares ? 880 : 480}
      title={title}
      footer={
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <span className="dim small">
            <kbd>Ctrl Enter</kbd> {say('提交', 'submits')}
          </span>
          <span className="grow" />
          <Button onClick={close}>{say('取消', 'Cancel')}</Button>
          <Button type="primary" danger={graveActs.includes(action.act)} loading={act.isPending} onClick={submit}>
            {title}
          </Button>
        </div>
      }
    >
      <div className={showsReply || compares ? 'reply-forms' : undefined} onKeyDown={(e) => (e.ctrlKey || e.metaKey) && e.key === 'Enter' && submit()}>
        <Form form={form} layout="vertical" initialValues={initial} requiredMark>
          {over.length > 0 && <Alert type="error" showIcon role="alert" title={over.join('；')} style={{ marginBottom: 12 }} />}
          {matter && showsReply && (
            <div style={{ marginBottom: 12 }}>
              <h3>{say('诉求内容', 'The matter')}</h3>
              <p className="matter small">{matter}</p>
            </div>
          )}
          {action.fields.length === 0 && <p>{say(`确认${action.zh}？`, `${action.en}?`)}</p>}
          {action.fields.map((f) => (
            <Field key={f.name} field={f} />
          ))}
        </Form>
        {showsReply && <ReplyPreview text={String(entered?.public_reply ?? '')} />}
        {compares && (
          <aside className="phone-preview" aria-label={say('待审核的答复', 'The reply under review')}>
            <h3>{say('诉求与答复对照', 'Matter and reply')}</h3>
            <div className="phone-card">{matter}</div>
            <div className="phone-card" style={{ borderLeft: '3px solid var(--green)' }}>{reply}</div>
          </aside>
        )}
      </div>
    </Drawer>
  )
}

/** The reply as the citizen reads it on a phone. */
export function ReplyPreview({ text }: { text: string }) {
  const city = useCity().data
  return (
    <aside className="phone-preview" aria-label={say('市民看到的样子', 'As the citizen sees it')}>
      <h3>{say('市民看到的样子', 'As the citizen sees it')}</h3>
      <div className="phone-card">
        <p className="strong">{city ? `${words.pick(city.name, city.name_en)} 12345 ${say('答复', 'reply')}` : say('答复', 'Reply')}</p>
        {text ? text : <span className="dim">{say('在左侧填写“答复（公开给诉求人）”，这里同步显示。', 'What you write as the public reply appears here.')}</span>}
      </div>
      <p className="dim small">{say('审核通过后发给诉求人；办理记录仅内部可见。', 'Sent after review. The record stays inside.')}</p>
    </aside>
  )
}

const tall: Record<string, number> = { public_reply: 8, record: 6, content: 6, reason: 4 }

/** One field; the label, limits and choices come from the transition table. */
export function Field({ field: f }: { field: FieldInfo }) {
  const classes = useClasses().data
  const departments = useDepartments().data
  const label = named(f)
  const common = { name: f.name, label, required: f.required }
  const counter = f.max ? { show: true, max: f.max, strategy: length } : undefined
  switch (controlOf(f)) {
    case 'class':
      return (
        <Form.Item {...common}>
          <TreeSelect aria-label={label} showSearch={{ treeNodeFilterProp: 'title' }} allowClear treeDefaultExpandAll treeData={classTree(classes)} placeholder={say('选择或搜索分类', 'Choose a class')} />
        </Form.Item>
      )
    case 'district':
      return (
        <Form.Item {...common}>
          <Select aria-label={label} allowClear options={(departments ?? []).filter((d) => d.kind === 'district').map((d) => ({ value: d.id, label: d.short_name }))} placeholder={say('选择所在区，派单时按职责清单建议单位', 'The duty list suggests a unit by it')} />
        </Form.Item>
      )
    case 'department':
      return (
        <Form.Item {...common}>
          <TreeSelect aria-label={label} showSearch={{ treeNodeFilterProp: 'title' }} allowClear treeDefaultExpandedKeys={['city']} treeData={departmentTree(departments)} placeholder={say('选择或搜索单位', 'Choose a unit')} />
        </Form.Item>
      )
    case 'choice':
      return (
        <Form.Item {...common}>
          {(f.values?.length ?? 0) <= 3 ? <Radio.Group options={choiceOptions(f.name, f.values)} /> : <Select aria-label={label} allowClear options={choiceOptions(f.name, f.values)} />}
        </Form.Item>
      )
    case 'scale':
      return (
        <Form.Item {...common}>
          <Radio.Group options={choiceOptions(f.name, ['5', '4', '3', '2', '1'])} optionType="button" />
        </Form.Item>
      )
    case 'flag':
      return (
        <Form.Item {...common} valuePropName="checked">
          <Switch aria-label={label} />
        </Form.Item>
      )
    case 'area':
      return (
        <Form.Item {...common}>
          <Area from={tall[f.name] ?? 3} to={14} count={counter} />
        </Form.Item>
      )
    default:
      return (
        <Form.Item {...common}>
          <Input count={counter} />
        </Form.Item>
      )
  }
}
