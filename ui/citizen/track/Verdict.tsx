import { Icon } from '../icons'
import { StageTag } from './MineList'

/** Where a matter stands, in one sentence. */
export function Verdict({ number, kind, stage, overdue, sentence, unit, said }: { number: string; kind: 'case' | 'message'; stage: string; overdue: boolean; sentence: string; unit?: string; said: string }) {
  return (
    <section class="card verdict">
      <p class="kicker">
        {number}
        <StageTag kind={kind} stage={stage} overdue={overdue} />
      </p>
      <p class="sentence">{sentence}</p>
      {unit && !sentence.includes(unit) && <p class="hint">{unit}</p>}
      <p class="said" role="status">
        {said && (
          <>
            <Icon name="check" />
            {said}
          </>
        )}
      </p>
    </section>
  )
}
