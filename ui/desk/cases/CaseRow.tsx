import { day } from '../../shared/format'
import type { CaseItem } from '../../shared/views'
import { useContract } from '../parts/contract'
import { Flags } from '../parts/Flags'
import { SlaPill } from '../parts/SlaPill'
import { say, words } from '../words'
import { choiceWord } from '../words/choices'

/** The first 20 characters of a matter. */
export function brief(title: string, n = 20): string {
  const chars = Array.from(title)
  return chars.length > n ? `${chars.slice(0, n).join('')}…` : title
}

/** A case as two lines of a list. */
export function CaseCard({ item }: { item: CaseItem }) {
  const c = useContract()
  return (
    <>
      <span className="item-top">
        <span className="item-title" title={item.title}>{brief(item.title)}</span>
        {item.overdue && !(item.next?.light === 'over') && <span className="flag flag-over">■ {say('已超期', 'Late')}</span>}
        {item.next && <SlaPill clock={item.next} />}
      </span>
      <span className="item-sub">
        <span className={c.final('case', item.stage) ? 'stage stage-final' : 'stage'}>{c.stage('case', item.stage)}</span>
        <Flags of={item} />
        <span>{choiceWord('kind', item.kind)}</span>
        {item.class_name && <span>{item.class_name}</span>}
        {item.place && <span>{item.place}</span>}
        <span>{[item.department_name, item.holder_name].filter(Boolean).join(' · ')}</span>
        <span className="num">{item.number}</span>
        <span className="num">{day(item.registered_at, words.lang)}</span>
      </span>
    </>
  )
}
