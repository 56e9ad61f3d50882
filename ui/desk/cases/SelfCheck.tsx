import { Checkbox } from 'antd'
import { say } from '../words'
import { personal, promises, vague } from './selfcheck'

/** What is looked at before a reply goes out: every ask answered, nobody's data in it, promises dated. */
export function SelfCheck({ asks, reply, ticked, tick }: { asks: string[]; reply: string; ticked: number[]; tick: (t: number[]) => void }) {
  const found = personal(reply)
  const promised = promises(reply)
  return (
    <section className="selfcheck" aria-label={say('发送前自查', 'Before it is sent')}>
      <h3>{say('发送前自查', 'Before it is sent')}</h3>
      {asks.length > 0 && (
        <fieldset>
          <legend className="small">{say('逐项核对：答复是否答到每一项', 'Is each of these answered?')}</legend>
          {asks.map((a, i) => (
            <Checkbox key={i} checked={ticked.includes(i)} onChange={(e) => tick(e.target.checked ? [...ticked, i] : ticked.filter((x) => x !== i))}>
              {a}
            </Checkbox>
          ))}
        </fieldset>
      )}
      <p className={found.length ? 'small bad' : 'small'} role="status">
        {found.length ? say(`■ 公开答复中有个人信息：${found.join('、')}`, `■ Personal data in the public reply: ${found.join(', ')}`) : say('● 没有手机号、身份证号', '● No mobile or identity number')}
      </p>
      {promised.map((p) => (
        <p key={p} className="small warn">
          {vague(p) ? say(`▲ “${p}”没有期限，请写明日期`, `▲ “${p}” names no date`) : say(`▲ 承诺“${p}”，到期会被追问，请确认能办到`, `▲ “${p}” is a promise you will be held to`)}
        </p>
      ))}
    </section>
  )
}
