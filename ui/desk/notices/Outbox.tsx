import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { newKey } from '../../shared/client'
import { dayTime } from '../../shared/format'
import { api, problemOf } from '../api'
import { useAddress } from '../list/address'
import { Filters, type Filter } from '../list/Filters'
import { useKeyset } from '../list/keyset'
import { Rows } from '../list/Rows'
import { may, useSeat } from '../session'
import { say, words } from '../words'
import type { Delivery } from './views'
import { stateWord, why } from './words'

const states = ['waiting', 'sent', 'grouped', 'parked', 'refused', 'muted', 'off']

/** What waits, went out, or did not, newest first; numbers masked. */
export function Outbox({ parked }: { parked: number }) {
  const { session } = useSeat()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const address = useAddress({ open: 'row', beside: ['tab'] })
  const state = String(address.search.state ?? 'waiting')
  const read = useKeyset<Delivery>('deliveries', '/api/v1/deliveries', { state })
  const resend = useMutation({
    mutationFn: (id: string) => api.post(`/api/v1/deliveries/${id}/actions/resend`, {}, { key: newKey() }),
    onSuccess: () => {
      void message.success(say('已重新排队', 'Waiting again'))
      void cache.invalidateQueries({ queryKey: ['deliveries'] })
      void cache.invalidateQueries({ queryKey: ['delivery-counts'] })
    },
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  const filters: Filter[] = [{ kind: 'select', name: 'state', none: 'waiting', width: 140, label: say('状态', 'State'), options: states.map((s) => ({ value: s, label: stateWord(s) })) }]
  const again = (state === 'parked' || state === 'refused') && may(session, 'delivery.resend')
  return (
    <section className="card">
      <header>
        <Filters filters={filters} address={address} />
        {state === 'waiting' && parked > 0 && <span className="dim small">{say(`另有 ${parked} 条停下，选“停下”查看原因`, `${parked} more are parked`)}</span>}
      </header>
      <Rows<Delivery>
        read={read}
        id={(d) => d.id}
        label={say('发送记录', 'Outbox')}
        empty={{ text: say('没有这样的通知', 'No such notices') }}
        open={() => undefined}
        columns={[
          { key: 'at', title: say('产生', 'Born'), className: 'num', cell: (d) => dayTime(d.at, words.lang) },
          { key: 'to', title: say('收件人', 'To'), className: 'num', cell: (d) => d.recipient || '–' },
          { key: 'number', title: say('编号', 'Number'), className: 'num', cell: (d) => d.number || '–' },
          { key: 'what', title: say('内容', 'What'), cell: (d) => <>{words.pick(d.title_zh, d.title_en)} {d.urgent && <span className="flag flag-red">{say('急', 'urgent')}</span>}</> },
          { key: 'state', title: say('状态', 'State'), cell: (d) => <>{stateWord(d.state)}{d.code && <span className="dim small"> · {why(d.code)}</span>}</> },
          { key: 'tries', title: say('次数', 'Tries'), className: 'num', cell: (d) => d.attempts },
          { key: 'when', title: say('下次 / 结束', 'Next / ended'), className: 'num', cell: (d) => dayTime(d.next_at ?? d.done_at, words.lang) || '–' },
          ...(again ? [{ key: 'again', title: say('操作', 'Actions'), cell: (d: Delivery) => <Button size="small" loading={resend.isPending && resend.variables === d.id} onClick={() => resend.mutate(d.id)}>{say('重发', 'Send again')}</Button> }] : []),
        ]}
      />
    </section>
  )
}
