import { say } from '../words'

/** Why a notice has not gone out, or never will. */
export function why(code: string): string {
  const known: Record<string, string> = {
    quiet_hours: say('免打扰时段', 'quiet hours'),
    daily_limit: say('当天已达上限', 'the day’s measure is full'),
    resting: say('网关暂停中', 'the gateway rests'),
    unreachable: say('连不上网关', 'the gateway is not reached'),
    no_answer: say('网关没有应答', 'no answer from the gateway'),
    outcome_unknown: say('不知是否已送达，请核实后再决定是否重发', 'nobody knows whether it went out: find out, then decide'),
    no_number: say('没有号码', 'no number'),
    no_template: say('网关没有对应的模板', 'the gateway has no template'),
    disk: say('写不了文件', 'the file cannot be written'),
    redirect: say('网关地址已转移', 'the gateway moved'),
  }
  const http = /^http_(\d+)$/.exec(code)
  return known[code] ?? (http ? say(`网关答 ${http[1]}`, `the gateway said ${http[1]}`) : code)
}

/** How a notice stands. */
export function stateWord(state: string): string {
  return (
    {
      waiting: say('等待', 'Waiting'),
      sent: say('已发', 'Sent'),
      grouped: say('并入一条', 'Grouped'),
      parked: say('停下', 'Parked'),
      refused: say('被拒', 'Refused'),
      muted: say('已退订', 'Muted'),
      off: say('文本停用', 'Switched off'),
    }[state] ?? state
  )
}

/** Who a rule tells. */
export function whoWord(who: string): string {
  return (
    {
      citizen: say('诉求人', 'citizen'),
      holder: say('经办人', 'who has it'),
      unit: say('承办单位', 'the unit'),
      head: say('单位负责人', 'its head'),
      former: say('原单位', 'the unit before'),
      joined: say('协办、会商单位', 'units named'),
      worker: say('时限所属', 'whose clock it is'),
      assignee: say('被交办人', 'who got it'),
      mentioned: say('被提到的人', 'who is mentioned'),
    }[who] ?? who
  )
}
