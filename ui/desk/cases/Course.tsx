import type { CaseView } from '../../shared/views'
import { useClasses } from '../parts/contract'
import { Shown } from '../parts/States'
import { say } from '../words'
import { useTimeline } from './read'
import { Timeline } from './Timeline'

/** What happened to a case, newest state of the record. */
export function Course({ v }: { v: CaseView }) {
  const line = useTimeline(v.id)
  const classNames = Object.fromEntries((useClasses().data ?? []).map((x) => [x.code, x.name]))
  return (
    <section className="card">
      <header>
        <h2>{say('办理过程', 'What happened')}</h2>
      </header>
      <div className="pad">
        <Shown read={line} rows={3}>
          {(items) => <Timeline items={items} kind="case" classNames={classNames} />}
        </Shown>
      </div>
    </section>
  )
}
