import { useEffect, useState } from 'preact/hooks'
import { newKey } from '../../shared/client'
import type { Duplicates } from '../../shared/views'
import { api } from '../api'
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
