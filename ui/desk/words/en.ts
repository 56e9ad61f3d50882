import type { Key } from './zh'

export const en: Record<Key, string> = {
  'app.name': '12345 desk',
  'signin.title': 'Sign in',
  'signin.username': 'Account',
  'signin.password': 'Password',
  'signin.username.required': 'Enter your account',
  'signin.password.required': 'Enter your password',
  'signin.submit': 'Sign in',
  'signin.demo': 'Demo accounts (demonstration data only)',
  'signin.out': 'Sign out',
}
