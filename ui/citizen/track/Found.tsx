import { dayTime } from '../../shared/format'
import type { Tracking } from '../../shared/views'
import { useContract } from '../choices'
import { Page } from '../parts'
import { words } from '../words'
import { t } from '../words/life'
import { Declined } from './Declined'
import { Reply } from './Reply'
import { Stepper } from './Stepper'
import { StageTag } from './MineList'

/** What a query code shows to a browser that did not raise the matter: unit, stage, date, public reply. */
export function Found({ v, onOther }: { v: Tracking; onOther: () => void }) {
  const contract = useContract()
  return (
    <Page title={t('track.title')}>
      <section class="card verdict">
        <p class="kicker">
          {v.number}
          <StageTag kind={v.kind as 'case' | 'message'} stage={v.stage} />
        </p>
        <p class="sentence">{words.pick(v.sentence_zh, v.sentence_en)}</p>
        {(v.department_name || v.due_at) && (
          <dl class="facts">
            {v.department_name && (
              <div>
                <dt>{t('track.by')}</dt>
                <dd>{v.department_name}</dd>
              </div>
            )}
            {v.due_at && (
              <div>
                <dt>{t('track.due')}</dt>
                <dd>
                  {dayTime(v.due_at, words.lang)}
                  {v.why_zh && <small> {words.pick(v.why_zh, v.why_en)}</small>}
                </dd>
              </div>
            )}
          </dl>
        )}
      </section>
      <Declined code={v.decline_code} contract={contract} />
      {v.public_reply && <Reply text={v.public_reply} unit={v.department_name} />}
      <Stepper steps={v.steps.map((s, i) => ({ ...s, stage: String(i), state: s.now ? 'now' : v.steps.findIndex((x) => x.now) > i ? 'done' : 'next' }))} />
      <button type="button" class="button wide-button" onClick={onOther}>
        {t('track.other')}
      </button>
    </Page>
  )
}
