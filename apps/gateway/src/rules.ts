import type { Text } from '@aftercare/kernel';

export const gatewayRules: Readonly<Record<string, Text>> = {
  'session.ended': {
    zh: '登录已结束，请重新登录；您填写的内容仍保留在此浏览器中。',
    en: 'Your session has ended: sign in again. What you have written is kept in this browser.',
  },
  'request.forged': {
    zh: '无法确认此请求来自本平台的页面，没有执行任何操作。请刷新页面后重试。',
    en: 'It is not certain that this comes from a page of ours, so nothing was done. Reload the page and try again.',
  },
  'console.not-built': {
    zh: '控制台尚未构建，请先执行 npm run build。',
    en: 'The console has not been built: run npm run build.',
  },
  'service.not-started': {
    zh: '此服务没有启动。请管理员把它加入启动的服务后再试。',
    en: 'This service has not been started. Ask the administrator to start it, then try again.',
  },
  'service.unavailable': {
    zh: '暂时连不上此服务，请稍后重试；重试时使用同一个 Idempotency-Key，不会重复办理。',
    en: 'This service cannot be reached right now: try again shortly. With the same Idempotency-Key nothing is done twice.',
  },
  'service.silent': {
    zh: '此服务没有及时答复，操作可能已经完成。请用同一个 Idempotency-Key 重试，不会重复办理。',
    en: 'This service did not answer in time, and what you asked for may have been done. Try again with the same Idempotency-Key: nothing is done twice.',
  },
};
