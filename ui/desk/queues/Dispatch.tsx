import { useState } from 'react'
import { BatchBar } from '../cases/Batch'
import { CaseDetail } from '../cases/CaseDetail'
import { useCounts } from '../cases/counts'
import { readCase } from '../cases/read'
import { useCases } from '../cases/rows'
import { say } from '../words'
import { Queue, useShow } from './Queue'

const filters: Record<string, Record<string, string>> = {
  accepted: { stage: 'accepted', sort: 'due' },
  registered: { stage: 'registered', sort: 'due' },
  return: { pending: 'return' },
  consulting: { stage: 'consulting' },
  supplementing: { stage: 'supplementing' },
  contest: { pending: 'contest' },
}

/** The dispatcher's desk: what is to be dispatched, with the unit suggested and one key to take it; returns to rule on. */
export function Dispatch() {
  const { show } = useShow(Object.keys(filters))
  const counts = useCounts().data
  const read = useCases(filters[show]!, 100)
  const [picked, setPicked] = useState<string[]>([])
  const stage = (s: string) => counts && (counts.stages[s] ?? 0)
  const waiting = (k: string) => counts && (counts.pending_by_kind[k] ?? 0)
  const many = show === 'accepted'
  return (
    <Queue
      name="dispatch"
      title={say('派单', 'Dispatch')}
      parts={[
        { name: 'accepted', label: say('待派单', 'To dispatch'), n: stage('accepted') },
        { name: 'registered', label: say('待受理', 'To accept'), n: stage('registered') },
        { name: 'return', label: say('退单审定', 'Returns'), n: waiting('return'), tone: 'near' },
        { name: 'consulting', label: say('会商中', 'Consulting'), n: stage('consulting') },
        { name: 'supplementing', label: say('待补充', 'Waiting'), n: stage('supplementing') },
        { name: 'contest', label: say('异议', 'Objections'), n: waiting('contest'), tone: 'near' },
      ]}
      read={read}
      pick={many ? { can: () => true, label: (i) => say(`选择 ${i.title}`, `Choose ${i.title}`), picked, set: setPicked } : undefined}
      summary={
        many && (
          <BatchBar
            rows={read.items ?? []}
            picked={picked}
            pick={setPicked}
            batch={{
              name: say('按建议派单', 'Dispatch as suggested'),
              act: 'dispatch',
              fields: async (i) => {
                const to = (await readCase(i.id)).suggested_department
                return to ? { department: to } : say('职责清单没有建议单位，请逐件派单', 'The duty list names no unit; dispatch it by hand')
              },
            }}
          />
        )
      }
      empty={say('这里没有工单', 'Nothing here')}
      detail={(id, way) => <CaseDetail id={id} close={way.close} open={way.open} done={(act) => leaves.includes(act) && way.next()} />}
    />
  )
}

/** Acts after which the case is no longer in the dispatcher's hand. */
const leaves = ['dispatch', 'dispatch_despite', 'decline', 'transfer', 'answer_directly', 'merge', 'return_uphold', 'return_reject', 'contest_uphold', 'contest_reject']
