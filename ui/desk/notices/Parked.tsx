import { dayTime } from '../../shared/format'
import { useKeyset } from '../list/keyset'
import { Rows } from '../list/Rows'
import { say, words } from '../words'
import type { ParkedEffect } from './views'

/** What one workflow owed another and was refused for good: somebody does it by hand. */
export function Parked() {
  const read = useKeyset<ParkedEffect>('parked-effects', '/api/v1/parked-effects', {})
  return (
    <section className="card">
      <Rows<ParkedEffect>
        read={read}
        id={(e) => e.id}
        label={say('被拒的流程交接', 'Refused effects')}
        empty={{ text: say('没有被拒的交接', 'Nothing was refused') }}
        open={() => undefined}
        columns={[
          { key: 'at', title: say('时间', 'Time'), className: 'num', cell: (e) => dayTime(e.parked_at, words.lang) },
          { key: 'act', title: say('欠下的操作', 'Act owed'), cell: (e) => words.pick(e.act_zh, e.act_en) },
          { key: 'from', title: say('来自', 'From'), className: 'num dim', cell: (e) => e.source_id.slice(0, 8) },
          { key: 'to', title: say('对象', 'Target'), className: 'num dim', cell: (e) => `${e.target_kind} ${e.target_id.slice(0, 8)}` },
          { key: 'why', title: say('原因', 'Reason'), cell: (e) => words.pick(e.reason_zh || e.code, e.reason_en || e.code) },
          { key: 'tries', title: say('次数', 'Tries'), className: 'num', cell: (e) => e.attempts },
        ]}
      />
    </section>
  )
}
