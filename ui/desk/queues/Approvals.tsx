import type { CaseItem } from '../../shared/views'
import { CaseDetail } from '../cases/CaseDetail'
import { useCounts } from '../cases/counts'
import { useCases } from '../cases/rows'
import { say } from '../words'
import { Queue, useShow } from './Queue'

const kindName = (kind: string): string =>
  ({
    return: say('退单', 'Returns'),
    extension: say('延期', 'Extensions'),
    early_end: say('终止办理', 'Early ends'),
    deferral: say('挂账', 'Deferrals'),
    appeal: say('申诉', 'Appeals'),
    contest: say('异议', 'Objections'),
  })[kind] ?? kind

const kinds = ['return', 'extension', 'early_end', 'deferral', 'appeal', 'contest']

/** Rulings that grant what was asked for as it was asked: one key is enough. An upheld return asks where it goes. */
const grants = ['extension_approve', 'early_end_approve', 'deferral_approve', 'appeal_uphold', 'contest_uphold']

/** Everything that waits for a ruling, in one inbox by kind; and the supervision orders that are open. */
export function Approvals() {
  const { show } = useShow(['any', ...kinds, 'orders'])
  const counts = useCounts().data
  const read = useCases(show === 'orders' ? { light: 'supervised' } : { pending: show }, 100)
  const byKind = (rows: CaseItem[]) =>
    kinds.flatMap((k) => {
      // A case with two applications stands under the first of them; both are on its page.
      const items = rows.filter((r) => kinds.find((x) => r.pending?.includes(x)) === k)
      return items.length ? [{ name: k, label: kindName(k), items }] : []
    })
  return (
    <Queue
      name="approvals"
      title={say('审批', 'Approvals')}
      parts={[
        { name: 'any', label: say('全部待审', 'All'), n: counts?.pending, tone: 'near' },
        ...kinds.map((k) => ({ name: k, label: kindName(k), n: counts && (counts.pending_by_kind[k] ?? 0) })),
        { name: 'orders', label: say('督办单', 'Orders'), n: counts?.supervised, tone: 'bad' as const },
      ]}
      read={read}
      groups={show === 'any' ? byKind : undefined}
      empty={show === 'orders' ? say('没有督办中的工单', 'No supervision order is open') : say('没有等待审定的申请', 'No application waits')}
      detail={(id, way) => <CaseDetail id={id} close={way.close} open={way.open} direct={grants} done={(act) => (/_(approve|uphold|reject)$/.test(act) || act === 'supervise_close') && way.next()} />}
    />
  )
}
