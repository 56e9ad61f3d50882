import { Form, Input, InputNumber, Radio, Select, Switch, TreeSelect } from 'antd'
import { length } from '../../shared/format'
import type { FieldInfo } from '../../shared/views'
import { Area } from '../parts/Area'
import { DateField } from '../parts/DateField'
import { Uploads } from '../files/Uploads'
import { classTree, departmentTree, useClasses, useDepartments } from '../parts/contract'
import { named, say } from '../words'
import { choiceOptions, districtOptions } from '../words/choices'
import { CasePicker } from './CasePicker'
import { controlOf, rowsOf } from './fields'
import { PersonPicker } from './PersonPicker'

/** How many units one field may name (internal/hotline/fields.go). */
const mostDepartments = 10

/** One field of an act; label, limits and choices come from the contract. Nothing of a page is in it. */
export function Field({ field: f, act }: { field: FieldInfo; act?: string }) {
  const classes = useClasses().data
  const departments = useDepartments().data
  const label = named(f)
  const extra = act === 'note' && f.name === 'note' ? say('写 @姓名 或 @账号（其后空一格），可通知能查看本件的人', 'Write @name or @account and a blank to tell somebody who may read this case') : undefined
  const common = { name: f.name, label, required: f.required, extra }
  const counter = f.max ? { show: true, max: f.max, strategy: length } : undefined
  const found = { treeNodeFilterProp: 'title' } as const
  switch (controlOf(f)) {
    case 'hidden':
      return (
        <Form.Item name={f.name} hidden>
          <Input />
        </Form.Item>
      )
    case 'class':
      return (
        <Form.Item {...common}>
          <TreeSelect aria-label={label} showSearch={found} allowClear treeDefaultExpandAll treeData={classTree(classes)} placeholder={say('选择或搜索分类', 'Choose a class')} />
        </Form.Item>
      )
    case 'district':
      return (
        <Form.Item {...common}>
          <Select aria-label={label} allowClear options={districtOptions()} placeholder={say('选择所在区，派单时按职责清单建议单位', 'The duty list suggests a unit by it')} />
        </Form.Item>
      )
    case 'department':
      return (
        <Form.Item {...common}>
          <TreeSelect aria-label={label} showSearch={found} allowClear treeDefaultExpandedKeys={['city']} treeData={departmentTree(departments)} placeholder={say('选择或搜索单位', 'Choose a unit')} />
        </Form.Item>
      )
    case 'departments':
      return (
        <Form.Item {...common}>
          <TreeSelect multiple maxCount={mostDepartments} aria-label={label} showSearch={found} allowClear treeDefaultExpandedKeys={['city']} treeData={departmentTree(departments)} placeholder={say(`选择或搜索单位，最多 ${mostDepartments} 个`, `Choose units, at most ${mostDepartments}`)} />
        </Form.Item>
      )
    case 'choice':
      return (
        <Form.Item {...common}>
          {(f.values?.length ?? 0) <= 3 ? <Radio.Group options={choiceOptions(f.name, f.values)} /> : <Select aria-label={label} allowClear={!f.required} options={choiceOptions(f.name, f.values)} placeholder={say('请选择', 'Choose')} />}
        </Form.Item>
      )
    case 'scale':
      return (
        <Form.Item {...common}>
          <Radio.Group options={choiceOptions(f.name, f.values)} optionType="button" />
        </Form.Item>
      )
    case 'flag':
      return (
        <Form.Item {...common} valuePropName="checked">
          <Switch aria-label={label} />
        </Form.Item>
      )
    case 'case':
      return (
        <Form.Item {...common}>
          <CasePicker label={label} joined={act === 'unlink' || f.name === 'member'} />
        </Form.Item>
      )
    case 'person':
      return (
        <Form.Item {...common}>
          <PersonPicker label={label} />
        </Form.Item>
      )
    case 'files':
      return (
        <Form.Item {...common}>
          <Uploads purpose="handling" label={label} />
        </Form.Item>
      )
    case 'number':
      return (
        <Form.Item {...common}>
          <InputNumber aria-label={label} min={0} precision={0} style={{ width: 160 }} />
        </Form.Item>
      )
    case 'date':
      return (
        <Form.Item {...common}>
          <DateField min="1900-01-01" max="2100-12-31" />
        </Form.Item>
      )
    case 'area':
      return (
        <Form.Item {...common}>
          <Area from={rowsOf(f)} to={14} count={counter} />
        </Form.Item>
      )
    default:
      return (
        <Form.Item {...common}>
          <Input count={counter} />
        </Form.Item>
      )
  }
}
