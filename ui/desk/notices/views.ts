import type { components } from '../../shared/api'

export type StaffNotice = components['schemas']['StaffNotice']
export type Delivery = components['schemas']['DeliveryView']
export type DeliveryCounts = components['schemas']['DeliveryCounts']
export type ParkedEffect = components['schemas']['ParkedEffectView']
export type NoticeText = components['schemas']['NoticeText']
export type NoticeCount = components['schemas']['NoticeCountView']
