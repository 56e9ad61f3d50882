import { Modal } from 'antd'
import { say } from '../words'
import type { Place } from './places'

/** All keys of the desk. */
export function KeyList({ open, close, places }: { open: boolean; close: () => void; places: Place[] }) {
  const groups: [string, [string, string][]][] = [
    [say('通用', 'Everywhere'), [['Ctrl K', say('搜索与跳转', 'Search and go')], ['?', say('快捷键一览', 'This list')], ['/', say('到搜索框', 'To the search box')], ['Esc', say('返回、关闭', 'Back, close')], ...places.map((p): [string, string] => [`G ${p.key.toUpperCase()}`, p.label])]],
    [say('列表', 'Lists'), [['J / K', say('下一条 / 上一条', 'Next / previous')], ['Enter', say('打开', 'Open')]]],
    [
      say('工单', 'Cases'),
      [
        ['S', say('签收', 'Sign')],
        ['R', say('答复、反馈', 'Reply, report')],
        ['C', say('先行联系', 'First contact')],
        ['A', say('受理、交办到人', 'Accept, give to a person')],
        ['D', say('派单、下派', 'Dispatch, send down')],
        ['T', say('申请退单', 'Apply for return')],
        ['X', say('申请延期', 'Apply for extension')],
        ['H', say('申请挂账', 'Apply for deferral')],
        ['E', say('申请终止办理', 'Apply for early end')],
        ['Y / B', say('同意、通过、采纳建议 / 不同意、退回', 'Grant, pass, take the suggestion / refuse, send back')],
        ['M / L', say('并单 / 关联', 'Merge / link')],
        ['U / I', say('督办 / 催办', 'Supervise / remind')],
        ['N', say('备注', 'Note')],
        ['Alt 1 2 3', say('按建议分类受理', 'Accept as suggested')],
      ],
    ],
    [say('回访', 'Survey'), [['1 … 5', say('记录未接通的结果', 'Why nobody was reached')], ['Ctrl Enter', say('记录评价', 'Record the answers')]]],
    [say('来电', 'Calls'), [['Alt T', say('接起最早的来电', 'Take the oldest call')], ['Alt N', say('输入号码', 'Type a number')], ['Alt 1 2 3', say('采用建议的分类', 'Take the suggested class')], ['Ctrl Enter', say('登记诉求', 'Register')], ['Alt A', say('办结于通话', 'Answer at once')], ['Alt M', say('转为留言', 'Leave a message')], ['Alt H', say('无诉求挂机', 'Hang up')], ['Ctrl /', say('搜知识', 'Search knowledge')]]],
    [say('坐席', 'Bench'), [['Alt J / K', say('下一个 / 上一个会话', 'Next / previous talk')], ['Alt 1 … 6', say('切换打开的会话、来电、工单', 'Go to an open talk, call or case')], ['Alt T', say('接入（等待最久的）', 'Take (the longest waiting)')], ['Alt L', say('到回复框', 'To the composer')], ['Alt P', say('内部提示', 'Internal note')], ['/', say('常用语（在空的回复框里）', 'Canned replies (in an empty composer)')], ['Alt Z', say('转接', 'Transfer')], ['Alt Q', say('求助', 'Ask somebody')], ['Alt O', say('接管（值班长）', 'Take over (leader)')], ['Alt E', say('结束会话', 'End')], ['Enter', say('发送', 'Send')], ['Shift Enter', say('换行', 'New line')], ['Ctrl /', say('搜知识', 'Search knowledge')], ['Ctrl Enter', say('提交诉求', 'Submit the form')]]],
  ]
  return (
    <Modal open={open} onCancel={close} footer={null} title={say('快捷键', 'Keyboard')} width={680}>
      <div className="keylist">
        {groups.map(([name, keys]) => (
          <section key={name}>
            <h3>{name}</h3>
            <dl>
              {keys.map(([k, what]) => (
                <div key={k}>
                  <dt>
                    <kbd>{k}</kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
