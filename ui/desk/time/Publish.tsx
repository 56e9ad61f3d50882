import { Button, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { say } from '../words'

interface Props {
  label: string
  title: string
  disabled?: boolean
  busy: boolean
  pace?: boolean
  primary?: boolean
  publish: (reason: string, rate: number) => Promise<unknown>
}

/** Asks for the reason, then publishes. */
export function Publish({ label, title, disabled, busy, pace, primary = true, publish }: Props) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const [rate, setRate] = useState(50)
  return (
    <>
      <Button type={primary ? 'primary' : 'default'} size={primary ? undefined : 'small'} disabled={disabled} onClick={() => setOpen(true)}>{label}</Button>
      <Modal
        open={open}
        title={title}
        onCancel={() => setOpen(false)}
        okText={label}
        cancelText={say('取消', 'Cancel')}
        confirmLoading={busy}
        okButtonProps={{ disabled: reason.trim().length < 2 }}
        onOk={() =>
          void publish(reason.trim(), rate).then(
            () => {
              setOpen(false)
              setReason('')
            },
            () => undefined,
          )
        }
      >
        <div className="stack">
          <label htmlFor="publish-reason" className="strong small">{say('理由（记入台账）', 'Reason (goes on record)')}</label>
          <Input.TextArea id="publish-reason" autoFocus rows={3} maxLength={300} value={reason} onChange={(e) => setReason(e.target.value)} />
          {pace && (
            <label className="row small">
              {say('每秒重算', 'Recount a second')}
              <InputNumber size="small" min={1} max={500} value={rate} onChange={(v) => setRate(v ?? 50)} />
              {say('件', 'cases')}
            </label>
          )}
        </div>
      </Modal>
    </>
  )
}
