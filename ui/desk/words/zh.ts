export const zh = {
  'app.name': '12345 工作台',
  'signin.title': '登录工作台',
  'signin.username': '账号',
  'signin.password': '密码',
  'signin.username.required': '请输入账号',
  'signin.password.required': '请输入密码',
  'signin.submit': '登录',
  'signin.demo': '示范账号（仅示范数据）',
  'signin.out': '退出登录',
}
export type Key = keyof typeof zh
