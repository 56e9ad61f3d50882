import { useEffect, useState } from 'preact/hooks'
import { Problem } from '../../shared/problem'
import { newKey } from '../../shared/client'
import type { Duplicates, JoinReceipt } from '../../shared/views'
import { api } from '../api'
import { find } from '../words/life'
import { words } from '../words'
import { also } from '../words/evidence'
import type { CaseDraft } from './draft'

/** Before sending: the citizen's own matters that look like this one, and how many others told of the same. A look that fails stands in nobody's way. */
export function Alike({ d }: { d: CaseDraft }) {
  const [near, setNear] = useState<Duplicates>()
  useEffect(() => {
    const stop = new AbortController()
    api
      .post<Duplicates>('/api/v1/duplicates', { title: d.title.trim(), content: d.content.trim(), class: d.class, place: d.place.trim(), district: d.district, call_id: '' }, { key: newKey(), signal: stop.signal, tries: 1 })
      .then(setNear)
      .catch(() => undefined)
    return () => stop.abort()
  }, [])
  if (!near || (!near.items.length && !near.similar)) return null
  return (
    <section class="tip alike" role="status">
      {near.similar > 0 && <p>{also('alike.others', { n: near.similar })}</p>}
      {near.join && <Join offer={near.join} d={d} />}
      {near.items.length > 0 && (
        <>
          <p>{also('alike.own')}</p>
          <ul>
            {near.items.map((x) => (
              <li key={x.id}>
                <a href={`#/track/case/${x.id}`}>{x.title}</a> <small>{x.number}</small>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** One matter of the neighbours', which one may join instead of sending the own. Nothing of whoever raised it is shown. */
function Join({ offer, d }: { offer: NonNullable<Duplicates['join']>; d: CaseDraft }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [done, setDone] = useState<JoinReceipt>()
  const join = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      setDone(await api.post<JoinReceipt>('/api/v1/joins', { offer: offer.offer, contact: { name: d.name.trim(), phone: d.phone.trim(), address: '' } }, { key: newKey() }))
    } catch (e) {
      if (!(e instanceof Problem)) throw e
      setProblem(e.fields[0]?.detail ?? e.say(words.lang))
    } finally {
      setBusy(false)
    }
  }
  if (done) return <Joined receipt={done} />
  return (
    <div class="join">
      <p>
        <strong>{[offer.class_name, offer.department_name, find(`stage.case.${offer.stage}`)].filter(Boolean).join(' · ')}</strong>
      </p>
      <p>{also('join.offer')}</p>
      {problem && <p class="error" role="alert">{problem}</p>}
      <button type="button" class="button" disabled={busy} onClick={() => void join()}>
        {also('join.do')}
      </button>
    </div>
  )
}

/** The receipt of joining. */
export function Joined({ receipt }: { receipt: JoinReceipt }) {
  return (
    <div role="status">
      <p>{also(receipt.again ? 'join.again' : 'join.done', { number: receipt.number, n: receipt.people })}</p>
      {receipt.query_code && (
        <p>
          {also('join.code')} <strong class="num">{receipt.query_code}</strong>
        </p>
      )}
    </div>
  )
}
