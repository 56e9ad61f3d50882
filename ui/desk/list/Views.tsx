import { Button, Dropdown, Input, Modal } from 'antd'
import { useState } from 'react'
import { useSeat } from '../session'
import { say } from '../words'
import { same, type Address } from './address'
import { setDensity, useDensity } from './density'
import { dropView, longestName, saveView, views } from './saved'

/** The menu of a list: the person's own views, saving the present one, taking one away, and how close rows stand. */
export function Views({ list, address }: { list: string; address: Address }) {
  const { session } = useSeat()
  const person = session.id ?? session.username ?? ''
  const [all, setAll] = useState(() => views(person, list))
  const [naming, setNaming] = useState(false)
  const [dropping, setDropping] = useState(false)
  const density = useDensity()
  const shown = all.find((v) => same(v.search, address.search))
  const filtered = Object.keys(address.search).length > 0
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          selectedKeys: shown ? [`v:${shown.name}`] : [],
          items: [
            ...all.map((v) => ({ key: `v:${v.name}`, label: v.name, onClick: () => address.show(v.search) })),
            ...(all.length ? [{ type: 'divider' as const }] : []),
            { key: 'save', label: say('保存当前视图…', 'Save this view…'), disabled: !filtered || !!shown, onClick: () => setNaming(true) },
            ...(all.length ? [{ key: 'drop', label: say('删除视图…', 'Delete a view…'), onClick: () => setDropping(true) }] : []),
            ...(filtered ? [{ key: 'clear', label: say('清除筛选', 'Clear the filters'), onClick: () => address.show({}) }] : []),
            { type: 'divider' as const },
            { key: 'density', label: density === 'compact' ? say('宽松行距', 'Comfortable rows') : say('紧凑行距', 'Compact rows'), onClick: () => setDensity(density === 'compact' ? 'normal' : 'compact') },
          ],
        }}
      >
        <Button size="small" aria-haspopup="menu">
          {shown ? shown.name : say('视图', 'Views')} <span aria-hidden="true">▾</span>
        </Button>
      </Dropdown>
      {naming && (
        <Name
          close={() => setNaming(false)}
          save={(name) => {
            setAll(saveView(person, list, name, address.search))
            setNaming(false)
          }}
        />
      )}
      <Modal open={dropping} onCancel={() => setDropping(false)} footer={null} width={420} title={say('我的视图', 'My views')}>
        <ul className="saved">
          {all.map((v) => (
            <li key={v.name} className="row">
              <span className="grow">{v.name}</span>
              <Button
                size="small"
                danger
                aria-label={say(`删除视图 ${v.name}`, `Delete ${v.name}`)}
                onClick={() => {
                  const left = dropView(person, list, v.name)
                  setAll(left)
                  if (!left.length) setDropping(false)
                }}
              >
                {say('删除', 'Delete')}
              </Button>
            </li>
          ))}
        </ul>
      </Modal>
    </>
  )
}

function Name({ close, save }: { close: () => void; save: (name: string) => void }) {
  const [name, setName] = useState('')
  const ready = name.trim() !== ''
  return (
    <Modal open onCancel={close} width={420} title={say('保存当前视图', 'Save this view')} okText={say('保存', 'Save')} cancelText={say('取消', 'Cancel')} okButtonProps={{ disabled: !ready }} onOk={() => save(name)}>
      <p className="dim small">{say('只保存在这个浏览器，只有您看得到。', 'Kept on this browser, for you alone.')}</p>
      <Input autoFocus maxLength={longestName} value={name} onChange={(e) => setName(e.target.value)} onPressEnter={(e) => !e.nativeEvent.isComposing && ready && save(name)} aria-label={say('视图名称', 'Name of the view')} placeholder={say('例如：城东急件', 'For example: urgent, east')} />
    </Modal>
  )
}
