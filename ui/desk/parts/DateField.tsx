import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { say, words } from '../words'

interface Props {
  /** YYYY-MM-DD, or YYYY-MM-DDTHH:mm with a time of day */
  value?: string
  onChange?: (v: string | undefined) => void
  /** days outside of these are not offered, YYYY-MM-DD */
  min?: string
  max?: string
  time?: boolean
  disabled?: boolean
  label?: string
  id?: string
  width?: number
}

const stored = (time?: boolean) => (time ? 'YYYY-MM-DDTHH:mm' : 'YYYY-MM-DD')

/** A day, or a day with its time, as it is written here; typed in either way. The browser's own field follows the browser's language. */
export function DateField({ value, onChange, min, max, time, disabled, label, id, width }: Props) {
  dayjs.locale(words.lang === 'en' ? 'en' : 'zh-cn')
  const written = say('YYYY年M月D日', 'D MMM YYYY')
  return (
    <DatePicker
      id={id}
      aria-label={label}
      style={{ width: width ?? (time ? 210 : 180) }}
      disabled={disabled}
      showTime={time ? { format: 'HH:mm' } : undefined}
      format={time ? [`${written} HH:mm`, 'YYYY-MM-DD HH:mm', stored(true)] : [written, 'YYYY-MM-DD', 'YYYY/M/D']}
      placeholder={time ? say('选择时间', 'Choose a time') : say('选择日期，或输入如 2026-3-1', 'Choose a day')}
      value={value ? dayjs(value) : null}
      minDate={min ? dayjs(min) : undefined}
      maxDate={max ? dayjs(max) : undefined}
      onChange={(d) => onChange?.(d?.format(stored(time)))}
      // What was typed counts as soon as it is a date: the picker itself waits for the field to lose its focus, and a click on the
      // form's button would be before that.
      onCalendarChange={(d) => !Array.isArray(d) && d?.isValid() && onChange?.(d.format(stored(time)))}
      needConfirm={false}
    />
  )
}
