import { Input } from 'antd'
import type { TextAreaProps, TextAreaRef } from 'antd/es/input/TextArea'
import type { Ref } from 'react'

/** Height of a line of 14 px text, with what stands above and below, in pixels. */
const line = 22
const around = 10

/**
 * A text area that grows with its text. antd's own way measures in a hidden twin that it dresses by a style attribute; the
 * content policy refuses that and the twin would show. The browser does the measuring here; where it cannot, the area scrolls.
 */
export function Area({ from, to, style, ref, ...rest }: TextAreaProps & { from: number; to: number; ref?: Ref<TextAreaRef> }) {
  return <Input.TextArea {...rest} ref={ref} styles={{ textarea: { fieldSizing: 'content', minHeight: from * line + around, maxHeight: to * line + around, resize: 'vertical' } as React.CSSProperties }} style={style} />
}
