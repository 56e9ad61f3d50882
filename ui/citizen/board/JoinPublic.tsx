import { useState } from 'preact/hooks'
import { newKey } from '../../shared/client'
import { Problem } from '../../shared/problem'
import type { JoinReceipt } from '../../shared/views'
import { api } from '../api'
import { Joined } from '../cases/Alike'
import { Failed, Field } from '../parts'
import { also } from '../words/evidence'

/** 我也遇到 on a published matter: name and number, and one is told when it moves. */
export function JoinPublic({ id, people }: { id: string; people: number }) {
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<JoinReceipt>()
  const at = (field: string) => problem?.field(`contact.${field}`)?.detail
  const send = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      setDone(await api.post<JoinReceipt>('/api/v1/joins', { case_id: id, contact: { name: name.trim(), phone: phone.trim(), address: '' } }, { key: newKey() }))
    } catch (e) {
      if (!(e instanceof Problem)) throw e
      setProblem(e)
    } finally {
      setBusy(false)
    }
  }
  if (done) return <Joined receipt={done} />
  if (!open)
    return (
      <button type="button" class="button" onClick={() => setOpen(true)}>
        {also('join.public')} · {also('join.people', { n: people })}
      </button>
    )
  return (
    <form
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        void send()
      }}
    >
      <Field name={`join-name-${id}`} label={also('join.name')} value={name} onInput={setName} required error={at('name')} autocomplete="name" />
      <Field name={`join-phone-${id}`} label={also('join.phone')} value={phone} onInput={setPhone} required inputMode="tel" error={at('phone')} autocomplete="tel" />
      {problem && !problem.fields.length && <Failed problem={problem} />}
      <div class="acts">
        <button type="submit" class="primary wide-button" disabled={busy}>
          {also('join.do')}
        </button>
      </div>
    </form>
  )
}
