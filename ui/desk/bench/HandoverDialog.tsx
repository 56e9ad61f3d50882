import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Form, Modal, Radio, Select } from 'antd'
import { useRef, useState } from 'react'
import { newKey } from '../../shared/client'
import type { Handover } from '../../shared/views'
import { api, problemOf } from '../api'
import { Area } from '../parts/Area'
import { say, words } from '../words'
import { useAgents } from './agents'
import { colleagueOptions, groupOptions } from './Handing'

const count = (h: Handover, kind: string, to?: string) => h.items.filter((i) => i.kind === kind && (!to || i.to === to)).length

/** What was handed over, in words. */
export function handed(h: Handover): string {
  const parts = [
    [count(h, 'conversation'), say('会话', 'talks')],
    [count(h, 'call'), say('来电', 'calls')],
    [count(h, 'callback'), say('回电', 'call-backs')],
  ].filter(([n]) => n)
  return parts.map(([n, what]) => `${what} ${n}`).join('、') || say('没有未办的事项', 'nothing open')
}

/** 交班: everything in hand goes to a colleague or to a queue, with one note. */
export function HandoverDialog({ close, done }: { close: () => void; done: () => void }) {
  const cache = useQueryClient()
  const { message } = App.useApp()
  const agents = useAgents().data
  const [to, setTo] = useState<'colleague' | 'group'>('colleague')
  const [colleague, setColleague] = useState<string>()
  const [group, setGroup] = useState('all')
  const [note, setNote] = useState('')
  const last = useRef({ body: '', key: '' })
  const send = useMutation({
    mutationFn: (body: Record<string, string>) => {
      const text = JSON.stringify(body)
      if (last.current.body !== text) last.current = { body: text, key: newKey() }
      return api.post<Handover>('/api/v1/handovers', body, { key: last.current.key })
    },
    onSuccess: (h) => {
      for (const k of ['conversations', 'conversation', 'calls', 'call', 'callbacks', 'agents', 'handovers']) void cache.invalidateQueries({ queryKey: [k] })
      const queued = count(h, 'conversation', 'queue')
      void message.success(say(`已交班：${handed(h)}${h.to_id && queued ? `，其中 ${queued} 个会话因对方已满转回排队最前` : ''}`, `Handed over: ${handed(h)}`))
      close()
      done()
    },
  })
  const mine = agents?.items.find((a) => a.mine)
  const ready = !!note.trim() && (to === 'group' || !!colleague)
  const p = send.error ? problemOf(send.error) : undefined
  return (
    <Modal open onCancel={close} title={say('交班', 'Hand over the shift')} okText={say('交班', 'Hand over')} okButtonProps={{ disabled: !ready }} confirmLoading={send.isPending} width={480}
      onOk={() => send.mutate({ colleague: to === 'colleague' ? (colleague ?? '') : '', group: to === 'group' ? group : '', note: note.trim() })}>
      {p && <Alert type="error" showIcon role="alert" title={[p.say(words.lang), ...p.fields.map((f) => f.detail || f.code)].join('：')} style={{ marginBottom: 12 }} />}
      <p>{say(`手上的会话 ${mine?.talking ?? 0} 个、来电 ${mine?.calls ?? 0} 个将全部移交，然后转为离线。`, `${mine?.talking ?? 0} talks and ${mine?.calls ?? 0} calls in hand will be handed over; you are then offline.`)}</p>
      <Form layout="vertical">
        <Form.Item>
          <Radio.Group optionType="button" value={to} onChange={(e) => setTo(e.target.value as 'group')} options={[{ value: 'colleague', label: say('同事', 'A colleague') }, { value: 'group', label: say('技能组', 'A skill group') }]} />
        </Form.Item>
        <Form.Item label={say('接班', 'To')}>
          {to === 'colleague' ? (
            <Select aria-label={say('接班同事', 'Colleague')} value={colleague} onChange={setColleague} showSearch={{ optionFilterProp: 'label' }} options={colleagueOptions(agents?.items)} />
          ) : (
            <Select aria-label={say('接班技能组', 'Skill group')} value={group} onChange={setGroup} options={groupOptions(agents?.groups)} />
          )}
        </Form.Item>
        <Form.Item label={say('交班说明', 'Note')} required>
          <Area from={3} to={8} aria-label={say('交班说明', 'Note')} maxLength={500} value={note} onChange={(e) => setNote(e.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
