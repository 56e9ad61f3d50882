import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { newKey } from '../../shared/client'
import { dayTime } from '../../shared/format'
import { api, problemOf } from '../api'
import { useKeyset } from '../list/keyset'
import { Publish } from '../time/Publish'
import { say, words } from '../words'
import type { DutyProposal } from './views'

/** Corrections of the duty list that upheld returns propose: each is adopted as a new version, or dismissed with a reason. */
export function Proposals({ base, edit, names }: { base: number; edit: boolean; names: Map<string, string> }) {
  const { message } = App.useApp()
  const cache = useQueryClient()
  const read = useKeyset<DutyProposal>('duty-proposals', '/api/v1/duty-proposals', { state: 'open' }, 20)
  const decide = useMutation({
    mutationFn: (v: { id: string; what: string; reason: string }) =>
      api.post(`/api/v1/duty-proposals/${v.id}/actions/${v.what}`, v.what === 'adopt' ? { base_version: base, reason: v.reason } : { reason: v.reason }, { key: newKey() }),
    onSuccess: (_, v) => {
      void message.success(v.what === 'adopt' ? say('已采纳，派单目录已更新', 'Adopted: the duty list was published anew') : say('已记下不采纳', 'Dismissed'))
      for (const key of ['duty-proposals', 'catalogues', 'catalogue']) void cache.invalidateQueries({ queryKey: [key] })
    },
    onError: (e) => void message.error(problemOf(e).say(words.lang)),
  })
  if (!read.items?.length) return null
  return (
    <section className="card" aria-label={say('退单提出的更正', 'Corrections proposed by returns')}>
      <header className="pad row">
        <h2>{say('退单提出的更正', 'Corrections proposed by returns')}</h2>
      </header>
      <div className="scroll-x">
        <table className="data list">
          <thead>
            <tr>
              <th>{say('分类', 'Class')}</th>
              <th>{say('区域', 'District')}</th>
              <th>{say('时段', 'Hour')}</th>
              <th>{say('原派 → 应派', 'From → to')}</th>
              <th>{say('依据', 'Ground')}</th>
              <th>{say('次数', 'Times')}</th>
              {edit && <th>{say('操作', 'Actions')}</th>}
            </tr>
          </thead>
          <tbody>
            {read.items.map((p) => (
              <tr key={p.id}>
                <td>{p.class_name}</td>
                <td>{p.district ? (names.get(p.district) ?? p.district) : say('全市', 'all')}</td>
                <td className="num">{say(`${p.hour} 时`, `${p.hour}:00`)}</td>
                <td>{p.from_name} → {p.to_name}</td>
                <td>{p.ground} <span className="dim small num">{p.number} · {dayTime(p.proposed_at, words.lang)}</span></td>
                <td className="num">{p.count}</td>
                {edit && (
                  <td>
                    <span className="row">
                      <Publish primary={false} label={say('采纳', 'Adopt')} title={say(`${p.class_name} 改派 ${p.to_name}`, `${p.class_name} to ${p.to_name}`)} busy={decide.isPending} publish={(reason) => decide.mutateAsync({ id: p.id, what: 'adopt', reason })} />
                      <Publish primary={false} label={say('不采纳', 'Dismiss')} title={say('不采纳这条更正', 'Dismiss this correction')} busy={decide.isPending} publish={(reason) => decide.mutateAsync({ id: p.id, what: 'dismiss', reason })} />
                    </span>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
