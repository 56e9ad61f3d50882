import { day } from '../../shared/format'
import type { MineItem } from '../../shared/views'
import { sayChoice, useContract } from '../choices'
import { LinkRow } from '../parts'
import { words } from '../words'
import { find, t } from '../words/life'

export function StageTag({ kind, stage, overdue }: { kind: 'case' | 'message'; stage: string; overdue?: boolean }) {
  const done = ['closed', 'withdrawn', 'declined', 'archived', 'transferred', 'converted'].includes(stage)
  const wants = ['surveying', 'supplementing'].includes(stage) || (kind === 'message' && stage === 'replied')
  return <span class={`tag ${overdue && !done ? 'late' : wants ? 'wants' : done ? 'done' : 'open'}`}>{overdue && !done ? t('track.late') : (find(`stage.${kind}.${stage}`) ?? stage)}</span>
}

export function MineList({ kind, items }: { kind: 'case' | 'message'; items: MineItem[] }) {
  const c = useContract()
  return (
    <ul class="rows">
      {items.map((m) => (
        <LinkRow
          key={m.id}
          href={`#/track/${kind}/${m.id}`}
          title={m.title}
          side={<StageTag kind={kind} stage={m.stage} overdue={m.overdue} />}
          sub={[kind === 'case' ? sayChoice(c, 'kind', m.kind) : t('nav.board'), m.number, day(m.at, words.lang)].filter(Boolean).join(' · ')}
        />
      ))}
    </ul>
  )
}
