import { fill } from '../../shared/i18n'
import { words } from '.'

/** Words of what is loaded with the case form: evidence, what the citizen agrees to, and matters alike. Both languages come with them. */
export const zh = {
  'evidence.title': '图片、视频等材料（选填）',
  'evidence.hint': '最多 9 张图片、3 段视频；图片会自动缩小，拍摄地点等信息不会上传。网络不好会自动继续。',
  'evidence.add': '添加材料',
  'evidence.remove': '移除 {name}',
  'evidence.waiting': '等待网络，恢复后自动继续',
  'evidence.sending': '正在上传 {n}%',
  'evidence.type': '不支持这种类型的文件',
  'evidence.empty': '文件是空的',
  'evidence.size': '文件过大',
  'evidence.count': '这类材料已达上限',
  'evidence.family.video': '视频',
  'evidence.family.audio': '录音',
  'evidence.family.document': 'PDF',
  'form.relation': '这件事是谁的',
  'form.relation.hint': '替家人、邻居或单位反映也可以，联系时以您的电话为准。',
  'form.publish': '同意公开办理结果',
  'form.publish.hint': '只公开问题和答复，不含姓名、电话和具体地址。',
  'form.reply': '需要书面答复',
  'form.reply.hint': '不勾选也会办理，并可随时查看进度。',
  'do.remove': '移除',
  'alike.others': '近 30 天已有 {n} 人反映类似问题。您仍可提交，以便我们了解影响范围。',
  'alike.own': '您此前反映过类似的问题，可以先查看进度：',
}

export const en: Record<keyof typeof zh, string> = {
  'evidence.title': 'Pictures, films and papers (optional)',
  'evidence.hint': 'Up to 9 pictures and 3 films; pictures are made smaller, and where they were taken is not sent. Uploads go on by themselves after a break.',
  'evidence.add': 'Add a file',
  'evidence.remove': 'Remove {name}',
  'evidence.waiting': 'Waiting for the network; goes on by itself',
  'evidence.sending': 'Sending {n}%',
  'evidence.type': 'This type of file is not taken',
  'evidence.empty': 'The file is empty',
  'evidence.size': 'The file is too large',
  'evidence.count': 'There are enough files of this type',
  'evidence.family.video': 'Film',
  'evidence.family.audio': 'Sound',
  'evidence.family.document': 'PDF',
  'form.relation': 'Whom it concerns',
  'form.relation.hint': 'You may raise it for a relative, a neighbour or an organisation; we call your number.',
  'form.publish': 'The outcome may be published',
  'form.publish.hint': 'Only the matter and the answer: no name, phone or address.',
  'form.reply': 'I want a written reply',
  'form.reply.hint': 'It is handled all the same, and you can see how it stands at any time.',
  'do.remove': 'Remove',
  'alike.others': '{n} people told of something like this in the last 30 days. You may still send yours, so that we know how many it touches.',
  'alike.own': 'You told of something like this before; you can look at how it stands first:',
}

/** The text under a key in the present language. */
export const also = (key: keyof typeof zh, values?: Record<string, string | number>): string => fill(words.pick(zh[key], en[key]), values)
