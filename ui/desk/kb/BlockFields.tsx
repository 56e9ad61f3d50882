import { Button, Input, Select, TreeSelect } from 'antd'
import type { Block } from '../../shared/views'
import { Area } from '../parts/Area'
import { classTree, useClasses, useOutlets } from '../parts/contract'
import { say } from '../words'
import { choiceOptions } from '../words/choices'

export const kinds: Block['kind'][] = ['text', 'steps', 'outlet', 'phone', 'link', 'picture', 'form']

export const blockWord = (k: Block['kind']): string =>
  ({ text: say('文字', 'Text'), steps: say('步骤', 'Steps'), outlet: say('网点', 'Outlet'), phone: say('电话', 'Phone'), link: say('链接', 'Link'), picture: say('图片', 'Picture'), form: say('表单跳转', 'Form') })[k]

interface Props {
  block: Block
  disabled: boolean
  set: (b: Partial<Block>) => void
}

/** The fields of one block, by its kind. */
export function BlockFields({ block: b, disabled, set }: Props) {
  const outlets = useOutlets().data ?? []
  const classes = useClasses().data
  const line = (field: 'title' | 'label' | 'number' | 'hours' | 'url' | 'src' | 'alt', label: string) => (
    <Input key={field} disabled={disabled} value={b[field] ?? ''} aria-label={label} prefix={<span className="dim small">{label}</span>} onChange={(e) => set({ [field]: e.target.value })} />
  )
  switch (b.kind) {
    case 'text':
      return <Area disabled={disabled} from={3} to={16} value={b.text} aria-label={say('文字', 'Text')} onChange={(e) => set({ text: e.target.value })} />
    case 'steps': {
      const items = b.items ?? []
      return (
        <div className="stack">
          {line('title', say('小标题', 'Heading'))}
          {items.map((s, i) => (
            <div key={i} className="row">
              <span className="num dim">{i + 1}</span>
              <Input disabled={disabled} value={s} aria-label={say(`第 ${i + 1} 步`, `Step ${i + 1}`)} onChange={(e) => set({ items: items.map((x, n) => (n === i ? e.target.value : x)) })} />
              {!disabled && <Button type="text" aria-label={say(`删除第 ${i + 1} 步`, `Remove step ${i + 1}`)} onClick={() => set({ items: items.filter((_, n) => n !== i) })}>×</Button>}
            </div>
          ))}
          {!disabled && <Button size="small" onClick={() => set({ items: [...items, ''] })}>{say('添加一步', 'Add a step')}</Button>}
        </div>
      )
    }
    case 'outlet':
      return <Select mode="multiple" disabled={disabled} style={{ width: '100%' }} aria-label={say('网点', 'Outlets')} value={b.outlet_ids ?? []} onChange={(v: string[]) => set({ outlet_ids: v })} options={outlets.map((o) => ({ value: o.id, label: o.name }))} showSearch={{ optionFilterProp: 'label' }} placeholder={say('选择网点', 'Choose outlets')} />
    case 'phone':
      return <div className="stack">{line('label', say('名称', 'Label'))}{line('number', say('号码', 'Number'))}{line('hours', say('时间', 'Hours'))}</div>
    case 'link':
      return <div className="stack">{line('label', say('文字', 'Label'))}{line('url', say('网址', 'Address'))}</div>
    case 'picture':
      return <div className="stack">{line('src', say('图片地址', 'Path'))}{line('alt', say('图片说明', 'Description'))}</div>
    case 'form':
      return (
        <div className="stack">
          {line('label', say('按钮文字', 'Label'))}
          <div className="row">
            <Select disabled={disabled} style={{ flex: 1 }} aria-label={say('打开', 'Opens')} value={b.target} onChange={(v: 'case' | 'message') => set({ target: v })} options={[{ value: 'case', label: say('投诉建议', 'Complaint form') }, { value: 'message', label: say('留言', 'Message form') }]} />
            <Select allowClear disabled={disabled || b.target !== 'case'} style={{ flex: 1 }} aria-label={say('诉求类型', 'Kind')} placeholder={say('诉求类型', 'Kind')} value={b.case_kind || undefined} onChange={(v?: string) => set({ case_kind: v ?? '' })} options={choiceOptions('kind')} />
            <TreeSelect allowClear disabled={disabled} style={{ flex: 1 }} aria-label={say('分类', 'Class')} placeholder={say('分类', 'Class')} value={b.class || undefined} onChange={(v?: string) => set({ class: v ?? '' })} treeData={classTree(classes)} />
          </div>
        </div>
      )
  }
}
