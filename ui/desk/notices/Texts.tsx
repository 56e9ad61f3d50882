import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { useState } from 'react'
import type { Page } from '../../shared/views'
import { api } from '../api'
import { Shown } from '../parts/States'
import { say, words } from '../words'
import type { NoticeText } from './views'
import { whoWord } from './words'

/** Which act tells whom by which text, with a sample as long as it gets. */
export function Texts() {
  const [who, setWho] = useState<'citizen' | 'staff'>('citizen')
  const read = useQuery({ queryKey: ['notice-texts'], queryFn: ({ signal }) => api.get<Page<NoticeText>>('/api/v1/notice-texts', { signal }) })
  return (
    <section className="card">
      <header className="row wrap">
        <Segmented value={who} onChange={setWho} options={[{ value: 'citizen', label: say('发给诉求人', 'To citizens') }, { value: 'staff', label: say('页面通知', 'In the page') }]} aria-label={say('对象', 'Audience')} />
        <span className="grow" />
        <Link to="/catalogues" search={{ kind: 'template' }}>{say('在目录中修改文本', 'Change the texts in the catalogue')}</Link>
      </header>
      <Shown read={read}>
        {({ items }) => (
          <div className="scroll-x">
            <table className="data list">
              <thead>
                <tr>
                  <th>{say('通知', 'Notice')}</th>
                  <th>{say('何时告知谁', 'When and to whom')}</th>
                  <th>{say('样例（变量取最长）', 'Sample, at its longest')}</th>
                  {who === 'citizen' && <th>{say('短信条数', 'Segments')}</th>}
                  <th>{say('可用变量', 'Variables')}</th>
                </tr>
              </thead>
              <tbody>
                {items.filter((t) => t.audience === who).map((t) => (
                  <tr key={t.code}>
                    <td>
                      {words.pick(t.title_zh, t.title_en)}
                      <br />
                      <code className="dim small">{t.code}</code> {!t.active && <span className="flag">{say('停用', 'off')}</span>}
                    </td>
                    <td className="small">
                      {t.told.map((r) => (
                        <div key={r.kind + r.act + r.who}>
                          {words.pick(r.act_zh, r.act_en)} → {whoWord(r.who)} {r.pass && <span className="dim">{say('不受免打扰限制', 'passes quiet hours')}</span>}
                        </div>
                      ))}
                    </td>
                    <td className="notice-sample">{t.sample}</td>
                    {who === 'citizen' && <td className="num">{t.segments}</td>}
                    <td className="small dim">{t.vars.map((v) => `{${v}}${t.must.includes(v) ? '*' : ''}`).join(' ')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Shown>
    </section>
  )
}
