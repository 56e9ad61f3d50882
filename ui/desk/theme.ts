import { theme, type ThemeConfig } from 'antd'

const font = '"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",system-ui,sans-serif'

/** antd's own blue and greys miss 4.5:1 on white; these keep it (see shared/tokens.css). */
export const light: ThemeConfig = {
  token: {
    colorPrimary: '#0b57c2',
    colorLink: '#0b57c2',
    colorText: '#1b2430',
    colorTextSecondary: '#3f4a59',
    colorTextTertiary: '#566171',
    colorTextDescription: '#566171',
    colorTextPlaceholder: '#697586',
    colorTextDisabled: '#697586',
    colorBgLayout: '#f4f6fa',
    colorBorder: '#b8c2d1',
    colorBorderSecondary: '#dfe5ee',
    colorError: '#b3261e',
    colorSuccess: '#136c2e',
    colorWarning: '#8a5600',
    colorWarningBg: '#fff3d6',
    colorWarningBorder: '#e0b96a',
    borderRadius: 6,
    fontFamily: font,
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
  },
  components: { Table: { cellPaddingBlock: 8, headerBg: '#f4f6fa' }, Menu: { itemHeight: 38 } },
}

export const dark: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    colorPrimary: '#6ea3ff',
    colorLink: '#8ab4ff',
    colorText: '#eef2f8',
    colorTextSecondary: '#b4bfce',
    colorTextTertiary: '#a8b3c3',
    colorTextDescription: '#a8b3c3',
    colorTextPlaceholder: '#98a4b5',
    colorTextDisabled: '#98a4b5',
    colorBgLayout: '#10151d',
    colorBgContainer: '#1a212c',
    colorBgElevated: '#202938',
    colorBorder: '#4b586b',
    colorBorderSecondary: '#2f3a4a',
    colorError: '#ff9d94',
    colorSuccess: '#7fdc9a',
    colorWarning: '#ffcf70',
    borderRadius: 6,
    fontFamily: font,
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
  },
  components: {
    Button: { primaryColor: '#10151d', dangerColor: '#10151d' },
    Table: { cellPaddingBlock: 8, headerBg: '#202938' },
    Menu: { itemHeight: 38, darkItemBg: '#1a212c' },
    Segmented: { itemSelectedBg: '#33415a' },
  },
}

export type Tone = 'light' | 'dark'

const kept = 'minhu.desk.tone'

/** The tone chosen on this browser, else the system's. */
export function firstTone(): Tone {
  let own: string | null = null
  try {
    own = localStorage.getItem(kept)
  } catch {
    own = null // storage is closed to us: follow the system
  }
  if (own === 'light' || own === 'dark') return own
  return typeof matchMedia === 'function' && matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

export function applyTone(tone: Tone): void {
  document.documentElement.dataset.theme = tone
}

export function keepTone(tone: Tone): void {
  try {
    localStorage.setItem(kept, tone)
  } catch {
    // the choice lasts for this page only
  }
}
