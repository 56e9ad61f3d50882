import type { ThemeConfig } from 'antd'

/** antd's own blue and greys miss 4.5:1 on white; these keep it (see shared/tokens.css). */
export const light: ThemeConfig = {
  token: {
    colorPrimary: '#0b57c2',
    colorTextSecondary: '#3f4a59',
    colorTextTertiary: '#566171',
    colorTextDescription: '#566171',
    colorTextPlaceholder: '#697586',
    colorBgLayout: '#f4f6fa',
    borderRadius: 6,
    fontFamily: '"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif',
  },
}
