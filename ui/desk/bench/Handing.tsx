import { Alert, Form, Input, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import type { AgentItem, AgentGroup, Conversation } from '../../shared/views'
import { problemOf } from '../api'
import { useAct } from '../cases/ActForm'
import { Area } from '../parts/Area'
import { say, words } from '../words'
import { choiceOptions, choiceWord } from '../words/choices'
import { useAgents, useCanned } from './agents'

/** Colleagues as options: whoever is not at the seat cannot be chosen, and why stands beside the name. */
export function colleagueOptions(items: AgentItem[] | undefined, except: (string | undefined)[] = []) {
  return (items ?? [])
    .filter((a) => !except.includes(a.id) && !a.mine)
    .map((a) => ({
      value: a.id,
      label: [a.name, a.number, a.leader ? say('值班长', 'leader') : choiceWord('presence', a.presence), a.leader ? '' : `${a.talking}/${a.capacity}`].filter(Boolean).join(' · '),
      disabled: !a.leader && a.presence !== 'online' && a.presence !== 'busy',
    }))
}

/** Skill groups as options, with who serves them; the queue as a whole comes first. */
export function groupOptions(groups: AgentGroup[] | undefined) {
  return [{ value: 'all', label: say('全部坐席（排队最前）', 'Everybody (front of the queue)') }, ...(groups ?? []).map((g) => ({ value: g.code, label: say(`${g.name} · 在线 ${g.online} · 排队 ${g.waiting}`, `${g.name} · ${g.online} online · ${g.waiting} waiting`) }))]
}

interface Of {
  talk: Conversation
  close: () => void
  done?: () => void
}

/** One act on a talk from a dialog: its fields, and what the server says against it. */
function useDialog({ talk, close, done }: Of, act: string, told: string) {
  // Lines go on coming: what guards against a race is who has the talk, not the revision.
  const send = useAct('conversations', talk.id, 0)
  const [fault, setFault] = useState('')
  return {
    fault: fault ? <Alert type="error" showIcon role="alert" title={fault} style={{ marginBottom: 12 }} /> : null,
    pending: send.isPending,
    go: (fields: Record<string, string>) => {
      setFault('')
      send.mutate(
        { act, fields, done: told },
        {
          onSuccess: () => {
            close()
            done?.()
          },
          onError: (e) => {
            const p = problemOf(e)
            setFault([p.say(words.lang), ...p.fields.map((f) => f.detail || f.code)].join('：'))
          },
        },
      )
    },
  }
}

/** 转接: to a colleague at the seat, or to a group's queue, where the talk stands in front. */
export function TransferDialog(p: Of) {
  const [to, setTo] = useState<'colleague' | 'group'>('colleague')
  const [colleague, setColleague] = useState<string>()
  const [group, setGroup] = useState('all')
  const [note, setNote] = useState('')
  const agents = useAgents().data
  const d = useDialog(p, 'transfer', say('已转接，市民会看到提示', 'Transferred; the citizen is told'))
  const target: Record<string, string> = to === 'colleague' ? { colleague: colleague ?? '' } : { group }
  const ready = to === 'group' || !!colleague
  const go = () => ready && d.go({ ...target, ...(p.talk.agent_id ? { holder: p.talk.agent_id } : {}), ...(note.trim() ? { note: note.trim() } : {}) })
  return (
    <Modal open onCancel={p.close} onOk={go} okText={say('转接', 'Transfer')} okButtonProps={{ disabled: !ready }} confirmLoading={d.pending} title={say('转接会话', 'Transfer')} width={480}>
      {d.fault}
      <Form layout="vertical" onKeyDown={(e) => (e.ctrlKey || e.metaKey) && e.key === 'Enter' && go()}>
        <Form.Item>
          <Radio.Group optionType="button" value={to} onChange={(e) => setTo(e.target.value as 'group')} options={[{ value: 'colleague', label: say('同事', 'A colleague') }, { value: 'group', label: say('技能组', 'A skill group') }]} />
        </Form.Item>
        {to === 'colleague' ? (
          <Form.Item label={say('转给', 'To')}>
            <Select aria-label={say('转给同事', 'Colleague')} value={colleague} onChange={setColleague} showSearch={{ optionFilterProp: 'label' }} placeholder={say('选择在席的同事', 'Somebody at the seat')} options={colleagueOptions(agents?.items, [p.talk.agent_id])} />
          </Form.Item>
        ) : (
          <Form.Item label={say('转给', 'To')}>
            <Select aria-label={say('转给技能组', 'Skill group')} value={group} onChange={setGroup} options={groupOptions(agents?.groups)} />
          </Form.Item>
        )}
        <Form.Item label={say('说明（市民看不到）', 'Note (not shown to the citizen)')}>
          <Area from={2} to={6} aria-label={say('说明', 'Note')} maxLength={500} value={note} onChange={(e) => setNote(e.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** 求助: a colleague or leader reads along and whispers. */
export function ConsultDialog(p: Of) {
  const [colleague, setColleague] = useState<string>()
  const [note, setNote] = useState('')
  const agents = useAgents().data
  const d = useDialog(p, 'consult', say('已请同事协助', 'Asked'))
  const asked = p.talk.beside?.asked.map((a) => a.id) ?? []
  const go = () => colleague && d.go({ colleague, ...(note.trim() ? { note: note.trim() } : {}) })
  return (
    <Modal open onCancel={p.close} onOk={go} okText={say('求助', 'Ask')} okButtonProps={{ disabled: !colleague }} confirmLoading={d.pending} title={say('请同事或值班长协助', 'Ask somebody beside the talk')} width={480}>
      {d.fault}
      <Form layout="vertical">
        <Form.Item label={say('请谁', 'Whom')}>
          <Select aria-label={say('请谁协助', 'Whom')} value={colleague} onChange={setColleague} showSearch={{ optionFilterProp: 'label' }} options={colleagueOptions(agents?.items, asked)} />
        </Form.Item>
        <Form.Item label={say('想问什么（市民看不到）', 'What (not shown to the citizen)')}>
          <Area from={2} to={6} aria-label={say('想问什么', 'What')} maxLength={500} value={note} onChange={(e) => setNote(e.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

/** 文明提示: the line that has to come before a talk may be ended for abuse. */
export function WarnDialog(p: Of) {
  const first = useCanned('warn').data?.[0]?.text ?? say('请您文明用语。您的诉求我们会照常受理；如继续使用不文明语言，我们将结束本次会话。', 'Please be civil. We will take your matter as always; if this goes on, we will end this conversation.')
  const [text, setText] = useState<string>()
  const shown = text ?? first
  const d = useDialog(p, 'warn', say('已发送文明提示', 'The warning was sent'))
  return (
    <Modal open onCancel={p.close} onOk={() => d.go({ text: shown.trim() })} okButtonProps={{ disabled: !shown.trim() }} okText={say('发送', 'Send')} confirmLoading={d.pending} title={say('发送文明提示', 'Warn the citizen')} width={480}>
      {d.fault}
      <p className="dim">{say('市民会读到这段话；之后仍不文明时，才可以终止服务。', 'The citizen reads this; only after it may the talk be ended for abuse.')}</p>
      <Area from={3} to={8} aria-label={say('提示内容', 'Warning')} maxLength={500} value={shown} onChange={(e) => setText(e.target.value)} />
    </Modal>
  )
}

/** 终止服务: an ending for abuse; the citizen reads a civil sentence and is not shown who the agent was. */
export function AbuseDialog(p: Of) {
  const [reason, setReason] = useState('insult')
  const [note, setNote] = useState('')
  const d = useDialog(p, 'abuse_end', say('已终止服务', 'Ended'))
  return (
    <Modal open onCancel={p.close} onOk={() => d.go({ abuse_reason: reason, ...(note.trim() ? { note: note.trim() } : {}) })} okText={say('终止服务', 'End it')} okButtonProps={{ danger: true }} confirmLoading={d.pending} title={say('终止服务', 'End for abuse')} width={480}>
      {d.fault}
      <p className="dim">{say('市民会看到会话已结束、可以拨打电话或留言；不显示您的姓名。情形和说明留在记录里。', 'The citizen is told that it ended and how else to reach us; your name is not shown. Ground and note stay on record.')}</p>
      <Form layout="vertical">
        <Form.Item label={say('情形', 'Ground')}>
          <Radio.Group value={reason} onChange={(e) => setReason(e.target.value as string)} options={choiceOptions('abuse_reason')} />
        </Form.Item>
        <Form.Item label={say('说明', 'Note')}>
          <Input aria-label={say('说明', 'Note')} maxLength={500} value={note} onChange={(e) => setNote(e.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
