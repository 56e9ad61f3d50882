import { day } from '../../shared/format'
import type { MineItem } from '../../shared/views'
import { LinkRow } from '../parts'
import { find, t, words, type Key } from '../words'

export function StageTag({ kind, stage, overdue }: { kind: 'case' | 'message'; stage: string; overdue?: boolean }) {
  const done = ['closed', 'withdrawn', 'declined'].includes(stage)
  const wants = ['surveying'].includes(stage) || (kind === 'message' && stage === 'replied')
  return <span class={`tag ${overdue && !done ? 'late' : wants ? 'wants' : done ? 'done' : 'open'}`}>{overdue && !done ? t('track.late') : (find(`stage.${kind}.${stage}`) ?? stage)}</span>
}

export function MineList({ kind, items }: { kind: 'case' | 'message'; items: MineItem[] }) {
  return (
    <ul class="rows">
      {items.map((m) => (
        <LinkRow
          key={m.id}
          href={`#/track/${kind}/${m.id}`}
          title={m.title}
          side={<StageTag kind={kind} stage={m.stage} overdue={m.overdue} />}
          sub={`${kind === 'case' && m.kind ? t(`kind.${m.kind}` as Key) : t('nav.board')} · ${m.number} · ${day(m.at, words.lang)}`}
        />
      ))}
    </ul>
  )
}
