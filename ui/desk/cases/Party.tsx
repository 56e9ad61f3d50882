import { useMutation } from '@tanstack/react-query'
import { App, Button, Modal, Radio } from 'antd'
import { useEffect, useState } from 'react'
import { newKey } from '../../shared/client'
import type { CaseView } from '../../shared/views'
import { api, problemOf } from '../api'
import { may, useSeat } from '../session'
import { say, words } from '../words'
import { choiceOptions } from '../words/choices'

type FieldName = 'name' | 'phone' | 'address'

/** How long an opened field stays open, milliseconds. */
const openFor = 60_000

/** Who raised the case, masked; one field at a time is opened with a reason, and the look is recorded. */
export function Party({ of, called }: { of: CaseView; /** opens the log of the first contact, after the number was dialled */ called?: () => void }) {
  const { session } = useSeat()
  const [asking, setAsking] = useState<FieldName>()
  const [shown, setShown] = useState<Partial<Record<FieldName, string>>>({})
  useEffect(() => setShown({}), [of.id])
  useEffect(() => {
    if (!Object.keys(shown).length) return
    const timer = setTimeout(() => setShown({}), openFor)
    return () => clearTimeout(timer)
  }, [shown])
  const p = of.party
  if (!p) return null
  const rows: [FieldName, string][] = [
    ['name', say('姓名', 'Name')],
    ['phone', say('电话', 'Phone')],
    ['address', say('住址', 'Address')],
  ]
  return (
    <>
      <dl className="facts">
        {rows.map(([f, label]) => (
          <div key={f}>
            <dt>{label}</dt>
            <dd className="num">
              {f === 'phone' && shown.phone ? (
                <a className="tap-call" href={`tel:${shown.phone}`} onClick={called}>
                  {shown.phone} {say('拨打', 'call')}
                </a>
              ) : (
                (shown[f] ?? p[f] ?? say('未留', 'not given'))
              )}
              {(p[f] || of.confidential) && !shown[f] && may(session, 'case.pii.reveal') && (
                <Button size="small" type="link" className="reveal" onClick={() => setAsking(f)} aria-label={say(`查看${label}`, `Show ${label}`)}>
                  {say('查看', 'Show')}
                </Button>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {asking && <Ask id={of.id} field={asking} close={() => setAsking(undefined)} show={(v) => setShown((s) => ({ ...s, [asking]: v }))} />}
    </>
  )
}

function Ask({ id, field, close, show }: { id: string; field: FieldName; close: () => void; show: (v: string) => void }) {
  const { message } = App.useApp()
  const [reason, setReason] = useState('contact_citizen')
  const reveal = useMutation({
    mutationFn: () => api.post<{ value: string }>(`/api/v1/cases/${id}/reveal`, { field, reason }, { key: newKey() }),
    onSuccess: (v) => {
      show(v.value || say('未留', 'not given'))
      close()
    },
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  return (
    <Modal open onCancel={close} onOk={() => reveal.mutate()} confirmLoading={reveal.isPending} title={say('查看个人信息', 'Show personal data')} okText={say('查看并记录', 'Show, on record')} width={420}>
      <p style={{ marginBottom: 12 }}>{say('您的姓名、时间和理由会被记录，并可供审计。一分钟后自动遮盖。', 'Your name, the time and the reason are recorded. It is covered again after a minute.')}</p>
      <Radio.Group vertical value={reason} onChange={(e) => setReason(e.target.value as string)} options={choiceOptions('reveal')} />
    </Modal>
  )
}
