import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Form, Input, Select, Switch, TreeSelect } from 'antd'
import { useRef } from 'react'
import { newKey } from '../../shared/client'
import type { Receipt } from '../../shared/views'
import { api, problemOf } from '../api'
import { Area } from '../parts/Area'
import { classTree, useClasses } from '../parts/contract'
import { say, words } from '../words'
import { choiceOptions, districtOptions } from '../words/choices'

interface Entered {
  kind: string
  class?: string
  title: string
  content: string
  place?: string
  district?: string
  urgency: string
  confidential?: boolean
  name: string
  phone: string
  address?: string
}

/** A case that a citizen told on the phone. */
export function NewCase({ close, done }: { close: () => void; done: (id: string) => void }) {
  const [form] = Form.useForm<Entered>()
  const { modal } = App.useApp()
  const cache = useQueryClient()
  const classes = useClasses().data
  const last = useRef({ body: '', key: '' })
  const register = useMutation({
    mutationFn: (v: Entered) => {
      const { name, phone, address, ...matter } = v
      const body = { ...clean(matter), confidential: !!v.confidential, contact: { name, phone, address: address ?? '' } }
      const text = JSON.stringify(body)
      if (last.current.body !== text) last.current = { body: text, key: newKey() }
      return api.post<Receipt>('/api/v1/cases', body, { key: last.current.key })
    },
    onSuccess: (r) => {
      void cache.invalidateQueries({ queryKey: ['cases'] })
      modal.success({
        title: say(`已登记 ${r.number}`, `Registered ${r.number}`),
        content: (
          <p>
            {say('请把查询码告诉诉求人：', 'Tell the citizen the query code: ')}
            <b className="num">{r.query_code}</b>
          </p>
        ),
      })
      close()
      done(r.id)
    },
    onError: (e) => form.setFields(problemOf(e).fields.map((f) => ({ name: f.name.replace(/^(contact|fields)\./, '') as keyof Entered, errors: [f.detail || f.code] }))),
  })
  const need = { required: true, message: say('请填写', 'Required') }
  const p = register.error ? problemOf(register.error) : undefined
  return (
    <Drawer
      open
      onClose={close}
      size={560}
      title={say('登记工单', 'New case')}
      footer={
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={close}>{say('取消', 'Cancel')}</Button>
          <Button type="primary" loading={register.isPending} onClick={() => form.submit()}>
            {say('登记', 'Register')}
          </Button>
        </div>
      }
    >
      {p && <Alert type="error" showIcon role="alert" style={{ marginBottom: 12 }} title={`${p.say(words.lang)}（${p.code}）`} />}
      <Form form={form} name="register" layout="vertical" initialValues={{ kind: 'complaint', urgency: 'normal' }} onFinish={(v) => register.mutate(v)}>
        <div className="facts">
          <Form.Item name="kind" label={say('诉求类型', 'Kind')} rules={[need]}>
            <Select options={choiceOptions('kind')} />
          </Form.Item>
          <Form.Item name="class" label={say('诉求分类', 'Class')}>
            <TreeSelect allowClear showSearch={{ treeNodeFilterProp: 'title' }} treeDefaultExpandAll treeData={classTree(classes)} />
          </Form.Item>
        </div>
        <Form.Item name="title" label={say('标题', 'Title')} rules={[need]}>
          <Input count={{ show: true, max: 60 }} />
        </Form.Item>
        <Form.Item name="content" label={say('内容', 'Content')} rules={[need]}>
          <Area from={4} to={10} count={{ show: true, max: 2000 }} />
        </Form.Item>
        <div className="facts">
          <Form.Item name="place" label={say('地点', 'Place')}>
            <Input maxLength={120} />
          </Form.Item>
          <Form.Item name="district" label={say('区域', 'District')}>
            <Select allowClear options={districtOptions()} />
          </Form.Item>
          <Form.Item name="urgency" label={say('紧急程度', 'Urgency')}>
            <Select options={choiceOptions('urgency')} />
          </Form.Item>
          <Form.Item name="confidential" label={say('要求保密', 'Confidential')} valuePropName="checked">
            <Switch />
          </Form.Item>
          <Form.Item name="name" label={say('诉求人姓名', 'Name')} rules={[need]}>
            <Input autoComplete="off" />
          </Form.Item>
          <Form.Item name="phone" label={say('联系电话', 'Phone')} rules={[need]}>
            <Input autoComplete="off" inputMode="tel" />
          </Form.Item>
        </div>
        <Form.Item name="address" label={say('住址', 'Address')}>
          <Input autoComplete="off" />
        </Form.Item>
      </Form>
    </Drawer>
  )
}

/** Without what was left empty: the server wants fields absent rather than null. */
function clean<T extends object>(v: T): Partial<T> {
  return Object.fromEntries(Object.entries(v).filter(([, x]) => x !== undefined && x !== null && x !== '')) as Partial<T>
}
