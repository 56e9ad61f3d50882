import { Button } from 'antd'
import { named, say } from '../words'
import { choiceWord } from '../words/choices'
import { grouped, marksOf } from './limits'
import type { LimitLine, RuleSets, RulesDoc, Switches } from './views'

interface Props {
  doc: RulesDoc
  all: RuleSets
  edit: boolean
  change: (d: RulesDoc) => void
  bad: Set<number>
}

const unitWord = (u: string) =>
  ({ working_day: say('工作日', 'working days'), calendar_day: say('自然日', 'calendar days'), service_hour: say('服务小时', 'service hours'), elapsed_hour: say('小时', 'hours'), elapsed_minute: say('分钟', 'minutes') })[u] ?? u
const levelWord = (l: string) => ({ city: say('市级', 'City'), district: say('区级', 'District'), street: say('街道', 'Street'), community: say('社区', 'Community') })[l] ?? l
const urgencyWord = (u: string) => (u === 'utility' ? say('水电气热', 'Utility') : choiceWord('urgency', u))

const numbers: [keyof Switches, string, string][] = [
  ['max_extensions', '延期次数（再延须督办员批准）', 'Extensions (more only by the supervisor)'],
  ['max_extension_days', '每次延期最多（工作日）', 'Longest extension (working days)'],
  ['max_redos', '重办次数（超过转督办）', 'Redos (then supervision)'],
  ['max_returns', '退单成立次数（达到后须督办员裁定派单，0 为不限）', 'Returns upheld (then only a supervisor dispatches; 0 is no limit)'],
  ['max_citizen_reminders', '诉求人催办次数', "Citizen's reminders"],
  ['reminder_hours', '两次催办间隔（小时）', 'Hours between reminders'],
  ['max_reopens', '诉求人重新办理次数', "Citizen's reopenings"],
  ['reopen_days', '办结后可重新办理（天）', 'Reopen within (days)'],
  ['survey_attempts', '回访次数', 'Survey attempts'],
  ['deferral_max_days', '挂账最长（天）', 'Longest deferral (days)'],
]

/** A rule set as a form: names, lights, switches, and the table of limits. */
export function RuleForm({ doc, all, edit, change, bad }: Props) {
  const set = (more: Partial<RulesDoc>) => change({ ...doc, ...more })
  const switches = doc.switches
  const turn = (k: keyof Switches, v: number | boolean) => switches && set({ switches: { ...switches, [k]: v } })
  return (
    <fieldset className="rule-form" disabled={!edit}>
      <div className="rule-head">
        <label>{say('名称（中文）', 'Name (Chinese)')}<input value={doc.name} maxLength={40} onChange={(e) => set({ name: e.target.value })} /></label>
        <label>{say('名称（英文）', 'Name (English)')}<input value={doc.name_en} maxLength={40} onChange={(e) => set({ name_en: e.target.value })} /></label>
        <label>{say('剩余 % 亮黄灯', 'Yellow at % left')}<input type="number" min={2} max={99} value={doc.lights.yellow} onChange={(e) => set({ lights: { ...doc.lights, yellow: Number(e.target.value) } })} /></label>
        <label>{say('剩余 % 亮红灯', 'Red at % left')}<input type="number" min={1} max={98} value={doc.lights.red} onChange={(e) => set({ lights: { ...doc.lights, red: Number(e.target.value) } })} /></label>
        {switches && numbers.map(([k, zh, en]) => (
          <label key={k}>{say(zh, en)}<input type="number" min={0} value={Number(switches[k])} onChange={(e) => turn(k, Number(e.target.value))} /></label>
        ))}
      </div>
      {switches && (
        <div className="row wrap">
          <label className="row"><input type="checkbox" checked={switches.return_pauses_clock} onChange={(e) => turn('return_pauses_clock', e.target.checked)} />{say('申请退单期间暂停计时', 'The clock stands still while a return is open')}</label>
          <label className="row"><input type="checkbox" checked={switches.head_signs_off} onChange={(e) => turn('head_signs_off', e.target.checked)} />{say('答复须单位负责人签发', 'The head of the unit signs a reply')}</label>
        </div>
      )}
      <Table doc={doc} all={all} edit={edit} change={change} bad={bad} />
    </fieldset>
  )
}

function Table({ doc, all, edit, change, bad }: Props) {
  const put = (at: number, more: Partial<LimitLine>) => change({ ...doc, limits: doc.limits.map((l, i) => (i === at ? { ...l, ...more } : l)) })
  const clock = (c: string) => {
    const w = all.clocks.find((k) => k.name === c)
    return w ? named(w) : c
  }
  const pick = (label: string, value: string | undefined, options: string[], word: (v: string) => string, set: (v: string) => void, any?: string) => (
    <select aria-label={label} value={value ?? ''} onChange={(e) => set(e.target.value)}>
      {any !== undefined && <option value="">{any}</option>}
      {value && !options.includes(value) && <option value={value}>{value}</option>}
      {options.map((o) => (
        <option key={o} value={o}>{word(o)}</option>
      ))}
    </select>
  )
  const every = say('不限', 'any')
  const heads = [say('时限', 'Clock'), say('紧急程度', 'Urgency'), say('分类代码开头', 'Class begins with'), say('诉求类型', 'Kind'), say('单位层级', 'Level'), say('数量', 'Amount'), say('单位', 'Unit'), say('起算', 'From'), say('预警 %', 'Warn at %'), '']
  return (
    <>
      <div className="scroll-x">
        <table className="data limits">
          <caption className="small dim">{say('多行同时符合时取最具体的一行：先看紧急程度，再看分类（代码越长越具体），再看诉求类型，最后看单位层级。', 'Of the lines that fit, the most exact counts: urgency, then class (the longer the more exact), then kind, then level.')}</caption>
          <thead>
            <tr>{heads.map((h, i) => <th key={i} scope="col">{h || <span className="dim">{say('操作', 'Do')}</span>}</th>)}</tr>
          </thead>
          <tbody>
            {grouped(doc.limits, all.clocks.map((c) => c.name)).map(({ line: l, at }) => (
              <tr key={at} className={bad.has(at) ? 'bad' : undefined}>
                <td>{pick(heads[0]!, l.clock, all.clocks.map((c) => c.name), clock, (v) => put(at, { clock: v }))}</td>
                <td>{pick(heads[1]!, l.urgency, all.urgencies, urgencyWord, (v) => put(at, { urgency: v }), every)}</td>
                <td><input aria-label={heads[2]} size={8} value={l.class ?? ''} placeholder={every} maxLength={40} onChange={(e) => put(at, { class: e.target.value.trim() })} /></td>
                <td>{pick(heads[3]!, l.kind, all.kinds, (v) => choiceWord('kind', v), (v) => put(at, { kind: v }), every)}</td>
                <td>{pick(heads[4]!, l.level, all.levels, levelWord, (v) => put(at, { level: v }), every)}</td>
                <td><input aria-label={heads[5]} type="number" min={1} value={l.amount} onChange={(e) => put(at, { amount: Number(e.target.value) })} /></td>
                <td>{pick(heads[6]!, l.unit, all.units, unitWord, (v) => put(at, { unit: v }))}</td>
                <td>{pick(heads[7]!, l.start, ['at_once', 'day_after'], (v) => (v === 'at_once' ? say('即时', 'at once') : say('次日', 'next day')), (v) => put(at, { start: v }))}</td>
                <td><input aria-label={heads[8]} size={7} defaultValue={(l.warn ?? []).join(', ')} onBlur={(e) => put(at, { warn: marksOf(e.target.value) })} /></td>
                <td>{edit && <Button size="small" type="text" onClick={() => change({ ...doc, limits: doc.limits.filter((_, i) => i !== at) })}>{say('删除', 'Remove')}</Button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {edit && (
        <div>
          <Button size="small" onClick={() => change({ ...doc, limits: [...doc.limits, { clock: 'reply', amount: 5, unit: 'working_day', start: 'day_after', warn: [50, 80] }] })}>{say('添加一行', 'Add a line')}</Button>
        </div>
      )}
    </>
  )
}
