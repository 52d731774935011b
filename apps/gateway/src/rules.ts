import type { Text } from '@aftercare/kernel';

export const gatewayRules: Readonly<Record<string, Text>> = {
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
