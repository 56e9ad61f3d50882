import { relative } from '../../shared/format'
import type { TimelineItem } from '../../shared/views'
import { find, t, words, type Key } from '../words'

/** What has happened so far, newest first, in the citizen's words. */
export function Timeline({ kind, items }: { kind: 'case' | 'message'; items: TimelineItem[] }) {
  if (!items.length) return null
  return (
    <section class="card">
      <h2>{t('track.timeline')}</h2>
      <ol class="timeline">
        {[...items].reverse().map((i) => (
          <li key={i.seq}>
            <strong>{say(kind, i)}</strong>
            <small>{[i.actor_kind === 'staff' ? i.actor_unit : '', relative(i.at, words.lang)].filter(Boolean).join(' · ')}</small>
            {detail(i) && <p class="para">{detail(i)}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}

function say(kind: string, i: TimelineItem): string {
  return find(`act.did.${kind}.${i.act}`) ?? find(`act.did.${i.act}`, { unit: i.department || i.fields?.department || '' }) ?? t('act.did.other')
}

function detail(i: TimelineItem): string {
  const f = i.fields ?? {}
  if (i.act === 'decline' || i.act === 'withdraw' || i.act === 'redo') return f.reason ?? ''
  if (i.act === 'ask_again') return f.content ?? ''
  if (i.act === 'survey' || i.act === 'rate')
    return [f.contacted && t(`contacted.${f.contacted}` as Key), f.solved && t(`solved.${f.solved}` as Key), f.satisfied && t(`face.${f.satisfied}` as Key), f.comment].filter(Boolean).join(' · ')
  return ''
}
