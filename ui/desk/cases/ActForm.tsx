import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Form } from 'antd'
import { useContext, useEffect, useMemo, useRef, useState } from 'react'
import { newKey } from '../../shared/client'
import type { Action } from '../../shared/views'
import { api, problemOf } from '../api'
import { useCity } from '../parts/contract'
import { named, say, words } from '../words'
import { declineReason } from '../words/choices'
import { Field } from './Field'
import { Changed } from './Changed'
import { check, controlOf, fieldErrors, graveActs, valuesOf } from './fields'
import { OfCase } from './ofcase'
import { outbox } from './outbox'
import { SelfCheck } from './SelfCheck'
import { asksOf, personal } from './selfcheck'

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

interface Taken {
  act: string
  fields: Record<string, string>
  /** what to say when it is done */
  done?: string
  /** what the act is called and on what, should it have to wait for the network */
  label?: string
  title?: string
}

/**
 * Takes an act; an unanswered one is sent again under its own key as long as its content is the same. An act on a case for which
 * there is no network waits in the outbox under that key.
 */
export function useAct(subject: Subject, id: string, rev: number) {
  const refresh = useRefresh()
  const { message, notification } = App.useApp()
  const last = useRef({ body: '', key: '' })
  return useMutation({
    // Without a network it is not held back: it goes to the outbox, which outlives the page.
    networkMode: 'always',
    mutationFn: async ({ act, fields, label, title }: Taken) => {
      const body = JSON.stringify([id, act, rev, fields])
      if (last.current.body !== body) last.current = { body, key: newKey() }
      const { key } = last.current
      try {
        await api.act(subject, id, act, rev, fields, { key, tries: navigator.onLine ? undefined : 1 })
        return 'done' as const
      } catch (e) {
        if (subject !== 'cases' || problemOf(e).code !== 'offline') throw e
        outbox.add({ key, id, act, rev, fields, label: label ?? act, title: title ?? '', tried: true })
        return 'waits' as const
      }
    },
    onSuccess: (how, v) => {
      if (how === 'waits') return void message.info(say('没有网络，已存在本机，恢复后自动发出', 'No network: saved here and sent when it is back'))
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
  done?: () => void
}

/** One act as a form made from its field list; a reply shows what the citizen will read. */
export function ActForm({ subject, id, rev, action, initial, matter, reply, close, done }: Props) {
  const of = useContext(OfCase)
  const [form] = Form.useForm<Record<string, unknown>>()
  // The revision that was read when the form was opened: what changed since is told, not overwritten.
  const [base, setBase] = useState(rev)
  const act = useAct(subject, id, base)
  const names = useMemo(() => action.fields.map((f) => f.name), [action])
  const [over, setOver] = useState<string[]>([])
  const [lost, setLost] = useState<number>()
  const [ticked, setTicked] = useState<number[]>([])
  const [insist, setInsist] = useState(false)
  const body = useRef<HTMLDivElement>(null)
  const entered = Form.useWatch([], form) as Record<string, unknown> | undefined
  const showsReply = names.includes('public_reply')
  const asks = useMemo(() => (showsReply && matter ? asksOf(matter) : []), [showsReply, matter])
  const compares = action.act === 'review_pass' || action.act === 'review_redo'
  const title = named(action)
  useEffect(() => {
    const first = action.fields.find((f) => controlOf(f) !== 'hidden')?.name
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
    // What is still on its way would be left out: a photo is waited for, not lost.
    if (body.current?.querySelector('[data-uploading]')) return setOver([say('附件还在上传，传完后再提交。没有网络时会等待，您填写的内容还在。', 'A file is still being sent; submit when it is ready. Without a network it waits, and your text is kept.')])
    if (showsReply) {
      const found = personal(String(values.public_reply ?? ''))
      if (found.length) {
        form.setFields([{ name: 'public_reply', errors: [say(`公开答复中有个人信息：${found.join('、')}，请删去`, `Personal data in the public reply: ${found.join(', ')}; remove it`)] }])
        return form.focusField('public_reply')
      }
      if (ticked.length < asks.length && !insist) {
        setInsist(true)
        return setOver([say(`还有 ${asks.length - ticked.length} 项诉求没有勾选“已答”。核对后再次点击提交即可发出。`, `${asks.length - ticked.length} of the asks are not ticked as answered. Check, then submit again.`)])
      }
    }
    setOver([])
    act.mutate(
      { act: action.act, fields: valuesOf(action, values), done: say(`${action.zh}成功`, `${action.en}: done`), label: title, title: of?.title },
      {
        onSuccess: () => {
          close()
          done?.()
        },
        onError: (e) => {
          const p = problemOf(e)
          if (p.code === 'state_changed') {
            setLost(base)
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
  // While the form is open its key works wherever the focus is: it reaches the first field a moment after the drawer came.
  const latest = useRef(submit)
  latest.current = submit
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || e.key !== 'Enter' || e.isComposing) return
      e.preventDefault()
      latest.current()
    }
    document.addEventListener('keydown', key)
    return () => document.removeEventListener('keydown', key)
  }, [])
  return (
    <Drawer
      open
      onClose={close}
      size={showsReply || compares ? 880 : names.some((n) => n === 'master' || n === 'other') ? 720 : 480}
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
      <div ref={body} className={showsReply || compares ? 'reply-forms' : undefined}>
        <Form form={form} name={`act-${action.act}`} layout="vertical" initialValues={initial} requiredMark>
          {over.length > 0 && <Alert type="error" showIcon role="alert" title={over.join('；')} style={{ marginBottom: 12 }} />}
          {lost !== undefined && subject === 'cases' && <Changed id={id} since={lost} />}
          {matter && showsReply && (
            <div style={{ marginBottom: 12 }}>
              <h3>{say('诉求内容', 'The matter')}</h3>
              <p className="matter small">{matter}</p>
            </div>
          )}
          {action.fields.length === 0 && <p>{say(`确认${action.zh}？`, `${action.en}?`)}</p>}
          {action.fields.map((f) => (
            <Field key={f.name} field={f} act={action.act} />
          ))}
          <Declined code={entered?.decline_code as string | undefined} />
        </Form>
        {showsReply && (
          <div>
            <ReplyPreview text={String(entered?.public_reply ?? '')} />
            {matter && <SelfCheck asks={asks} reply={String(entered?.public_reply ?? '')} ticked={ticked} tick={setTicked} />}
          </div>
        )}
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

/** What the citizen will read with a ground of declining, and the lawful route that is named to them. */
function Declined({ code }: { code?: string }) {
  const r = declineReason(code)
  return r ? <Alert type="info" title={say('诉求人将读到', 'The citizen will read')} description={`${say(r.citizen_zh, r.citizen_en)}${say('', ' ')}${say(r.route_zh, r.route_en)}`} /> : null
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
