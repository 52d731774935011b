import type { zh } from './texts';

export const en: Record<keyof typeof zh, string> = {
  'link.title': 'Link for the customer',
  'link.show': 'Show link and QR code',
  'link.what': 'Without signing in he sees how it stands, what is promised and where his parts are. No name, no phone, nothing internal.',
  'link.copy': 'Copy link',
  'link.copied': 'Copied',
  'link.qr': 'QR code: the link of {{number}}',
  'link.until': 'Good until {{at}}.',
  'link.until.open': 'Good until 30 days after it is done.',
};
