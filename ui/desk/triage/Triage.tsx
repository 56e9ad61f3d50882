import { useQuery } from '@tanstack/react-query'
import type { CaseView, ClassSuggestion, Duplicates, Page } from '../../shared/views'
import { api } from '../api'
import { useAct } from '../cases/ActForm'
import { useKeys } from '../parts/keys'
import { may, useSeat } from '../session'
import { say } from '../words'
import { Guesses } from './Guesses'
import { Near } from './Near'

/** Before a case is dispatched: what class and unit it may belong to, one key to accept it so, and what it looks like. */
export function Triage({ v }: { v: CaseView }) {
  const { session } = useSeat()
  const early = v.stage === 'registered' || v.stage === 'accepted'
  const accepting = v.allowed_actions.some((a) => a.act === 'accept')
  const guesses = useQuery({
    queryKey: ['case', v.id, 'suggestions'],
    enabled: early && may(session, 'class.suggest'),
    queryFn: ({ signal }) => api.get<Page<ClassSuggestion>>(`/api/v1/cases/${v.id}/suggestions`, { signal }),
  }).data?.items
  const near = useQuery({ queryKey: ['case', v.id, 'duplicates'], enabled: early, queryFn: ({ signal }) => api.get<Duplicates>(`/api/v1/cases/${v.id}/duplicates`, { signal }) }).data
  const act = useAct('cases', v.id, v.rev)
  const accept = (n: number) => {
    const g = guesses?.[n]
    if (g && accepting && !act.isPending) act.mutate({ act: 'accept', fields: { class: g.class }, done: say(`已受理，分类为${g.class_name}`, `Accepted as ${g.class_name}`) })
  }
  useKeys(accepting && guesses?.length ? { 'Alt+1': () => accept(0), 'Alt+2': () => accept(1), 'Alt+3': () => accept(2) } : {})
  if (!early) return null
  return (
    <>
      {accepting && !!guesses?.length && (
        <section className="card">
          <header>
            <h2>{say('建议分类与单位', 'Suggested class and unit')}</h2>
            <span className="dim small">{say('按键即按该分类受理', 'The key accepts it so')}</span>
          </header>
          <div className="pad">
            <Guesses list={guesses} chosen={v.class} accept={accept} />
          </div>
        </section>
      )}
      {!!near?.items.length && (
        <section className="card">
          <header>
            <h2>{say('可能重复', 'May be the same')}</h2>
            <span className="flag">{near.items.length}</span>
          </header>
          <Near near={near} now={v} />
        </section>
      )}
    </>
  )
}
