import type { CaseView, RelatedCase } from '../../shared/views'
import { useContract } from '../parts/contract'
import { say } from '../words'
import { choiceWord } from '../words/choices'

/** A case in one line that opens it. */
export function RelatedLine({ of, note, open }: { of: RelatedCase; note?: string; open: (id: string) => void }) {
  const c = useContract()
  return (
    <li>
      <button type="button" className="item plain" onClick={() => open(of.id)}>
        <span className="item-top">
          {note && <span className="flag">{note}</span>}
          <span className="item-title">{of.title}</span>
          <span className="stage">{c.stage('case', of.stage)}</span>
        </span>
        <span className="item-sub num">{of.number}</span>
      </button>
    </li>
  )
}

/** The cases that this one is joined with: its master, those merged into it, those linked. */
export function Joined({ v, open }: { v: CaseView; open: (id: string) => void }) {
  const n = (v.master ? 1 : 0) + (v.members?.length ?? 0) + (v.links?.length ?? 0)
  if (!n) return null
  return (
    <section className="card">
      <header>
        <h2>{say('并单与关联', 'Joined cases')}</h2>
        <span className="flag">{n}</span>
        {(v.members?.length ?? 0) > 0 && <span className="dim small">{say('答复一次，随本件一并办结', 'One reply settles them all')}</span>}
      </header>
      <ul>
        {v.master && <RelatedLine of={v.master} note={say('主件', 'Master')} open={open} />}
        {v.members?.map((m) => <RelatedLine key={m.id} of={m} note={say('并入件', 'Merged')} open={open} />)}
        {v.links?.map((l) => <RelatedLine key={l.id} of={l} note={choiceWord('relation', l.relation)} open={open} />)}
      </ul>
    </section>
  )
}
