import { relative } from '../../shared/format'
import type { Contract, TimelineItem } from '../../shared/views'
import { named, sayChoice } from '../choices'
import { find, t, words } from '../words'

/** What has happened so far, newest first, in the citizen's words. */
export function Timeline({ kind, items, contract }: { kind: 'case' | 'message'; items: TimelineItem[]; contract: Contract }) {
  if (!items.length) return null
  return (
    <section class="card">
      <h2>{t('track.timeline')}</h2>
      <ol class="timeline">
        {[...items].reverse().map((i) => (
          <li key={i.seq}>
            <strong>{say(kind, i, contract)}</strong>
            <small>{[i.actor_kind === 'staff' ? i.actor_unit : '', relative(i.at, words.lang)].filter(Boolean).join(' · ')}</small>
            {detail(i, contract) && <p class="para">{detail(i, contract)}</p>}
          </li>
        ))}
      </ol>
    </section>
  )
}

function say(kind: string, i: TimelineItem, c: Contract): string {
  const act = c.acts.find((a) => a.aggregate === kind && a.name === i.act)
  return find(`act.did.${kind}.${i.act}`) ?? find(`act.did.${i.act}`, { unit: i.department || i.fields?.department || '' }) ?? (act ? named(act) : t('act.did.other'))
}

function detail(i: TimelineItem, c: Contract): string {
  const f = i.fields ?? {}
  if (i.act === 'decline' || i.act === 'withdraw' || i.act === 'redo') return f.reason ?? ''
  if (i.act === 'ask_again') return f.content ?? ''
  if (i.act === 'survey' || i.act === 'rate')
    return [...['contacted', 'solved', 'satisfied'].map((name) => sayChoice(c, name, f[name])), f.comment].filter(Boolean).join(' · ')
  return ''
}
