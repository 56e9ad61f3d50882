import type { CaseItem } from '../../shared/views'
import { useAddress } from '../list/address'
import { joined } from '../list/keyset'
import { ListPage } from '../list/ListPage'
import { useNow } from '../parts/ticking'
import { useSeat } from '../session'
import { say } from '../words'
import { CaseDetail } from './CaseDetail'
import { CaseCard } from './CaseRow'
import { grouped, type GroupName } from './grouping'
import { useCases } from './rows'

const groupWord = (g: GroupName): string =>
  ({
    over: say('已超期', 'Late'),
    today: say('今天必须', 'Today'),
    tomorrow: say('明天', 'Tomorrow'),
    week: say('本周', 'This week'),
    later: say('以后', 'Later'),
    none: say('等待他人', 'With others'),
  })[g]

/** A department's own work, by when it must be done. */
export function Inbox() {
  const address = useAddress()
  const { show } = address.search
  const { session } = useSeat()
  const now = useNow(30_000)
  const part = { holder: show === 'mine' ? 'me' : undefined, stage: show === 'sign' ? 'dispatched' : undefined }
  // A case whose clock has run out has no next one to sort by; those are read apart and stand first.
  const read = joined(useCases({ light: 'overdue', ...part }, 100), useCases({ open: 'true', sort: 'due', ...part }, 100), (i) => i.id)
  const groups = (rows: CaseItem[]) => grouped(rows, now).map((g) => ({ ...g, label: groupWord(g.name) }))
  const counted = groups(read.items ?? [])
  const n = (g: GroupName) => counted.find((x) => x.name === g)?.items.length ?? 0
  return (
    <ListPage<CaseItem>
      name="inbox"
      title={say('待办工单', 'Inbox')}
      label={say('待办工单', 'Inbox')}
      detailLabel={say('工单详情', 'Case')}
      address={address}
      note={<span className="dim">{session.department}</span>}
      tabs={[
        { label: say('全部', 'All'), search: {} },
        { label: say('待签收', 'To sign'), search: { show: 'sign' } },
        { label: say('我经办的', 'Mine'), search: { show: 'mine' } },
      ]}
      summary={
        !!read.items?.length && (
          <p className="small num">
            {n('over') > 0 && <b style={{ color: 'var(--red)' }}>{say(`已超期 ${n('over')} 件，`, `${n('over')} late, `)}</b>}
            {say(`今天到期 ${n('today')} 件，明天 ${n('tomorrow')} 件，本周 ${n('week')} 件${read.more ? '（未全部读入）' : ''}`, `${n('today')} today, ${n('tomorrow')} tomorrow, ${n('week')} this week${read.more ? ' (not all read yet)' : ''}`)}
          </p>
        )
      }
      read={read}
      id={(i) => i.id}
      card={(i) => <CaseCard item={i} />}
      groups={groups}
      empty={say('没有待办工单', 'Nothing to do')}
      detail={address.id && <CaseDetail id={address.id} close={() => address.open()} open={address.open} />}
    />
  )
}
