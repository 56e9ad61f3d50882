import { dayTime, relative } from '../../shared/format'
import type { Contract, TimelineItem } from '../../shared/views'
import { named, sayChoice } from '../choices'
import { words } from '../words'
import { find, t } from '../words/life'

/** What has happened so far, newest first, in the citizen's words. */
export function Timeline({ kind, items, contract, replied }: { kind: 'case' | 'message'; items: TimelineItem[]; contract: Contract; replied: boolean }) {
  if (!items.length) return null
  // The newest reply stands as a letter of its own.
  const letter = replied ? [...items].reverse().find((i) => i.fields?.public_reply)?.seq : undefined
  return (
    <section class="card">
      <h2>{t('track.timeline')}</h2>
      <ol class="timeline">
        {[...items].reverse().map((i) => (
          <li key={i.seq}>
            <strong>{say(kind, i, contract)}</strong>
            <small>{[i.actor_kind === 'staff' ? i.actor_unit : '', relative(i.at, words.lang)].filter(Boolean).join(' · ')}</small>
            <Detail i={i} c={contract} letter={i.seq === letter} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function say(kind: string, i: TimelineItem, c: Contract): string {
  const act = c.acts.find((a) => a.aggregate === kind && a.name === i.act)
  const f = i.fields ?? {}
  const values = {
    ...f,
    unit: i.department || f.department || '',
    line: sayChoice(c, 'line', f.line),
    time: i.due_at ? dayTime(i.due_at, words.lang) : '',
  }
  return find(`act.did.${kind}.${i.act}`) ?? find(`act.did.${i.act}`, values) ?? (act ? named(act) : t('act.did.other'))
}

/** The citizen reads every field the server sends; which those are is decided there. */
function Detail({ i, c, letter }: { i: TimelineItem; c: Contract; letter: boolean }) {
  const f = i.fields ?? {}
  const chosen = ['contacted', 'solved', 'satisfied', 'contact_way'].map((name) => sayChoice(c, name, f[name]))
  const texts = i.act === 'register' || i.act === 'submit' ? [] : [f.question, f.content, letter ? '' : f.public_reply, f.note, f.comment]
  const text = [...chosen, ...texts, f.reason && (i.actor_kind === 'staff' ? t('act.did.why', { reason: f.reason }) : f.reason)].filter(Boolean).join(' · ')
  return text ? <p class="para">{text}</p> : null
}
