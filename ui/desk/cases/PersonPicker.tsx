import { Select } from 'antd'
import { useContext } from 'react'
import { say } from '../words'
import { choiceWord } from '../words/choices'
import { OfCase } from './ofcase'
import { usePeople } from './read'

/** Names one of the people of the unit that has the case. */
export function PersonPicker({ value, onChange, label }: { value?: string; onChange?: (id?: string) => void; label: string }) {
  const of = useContext(OfCase)
  const people = usePeople(of?.department)
  return (
    <Select
      aria-label={label}
      value={value}
      onChange={onChange}
      loading={people.isFetching}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={say('选择或搜索本单位人员', 'Choose one of the unit')}
      notFoundContent={people.error ? say('读不到人员名单', 'The people could not be read') : say('本单位没有其他人员', 'Nobody there')}
      options={(people.data ?? []).map((p) => ({ value: p.id, label: [p.name, p.title, p.unit, p.head ? say('负责人', 'head') : '', p.presence === 'away' || p.presence === 'break' ? choiceWord('presence', p.presence) : ''].filter(Boolean).join(' · ') }))}
    />
  )
}
