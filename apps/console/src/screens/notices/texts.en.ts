import type { zh } from './texts';

export const en: Readonly<Record<keyof typeof zh, string>> = {
  'nav.notices': 'Notices',
  'notices.unread': '{{count}} unread',
  'notices.more-than': '99+',
  'notices.empty': 'No notice yet. When a ticket is given to you, a limit comes near or parts have news, it is told here.',
  'notices.fresh': 'New notices',
  'notices.open': 'Open',
  'notices.read': 'Mark as read',
  'notices.read-all': 'Mark all as read',
  'notices.quiet': 'Quiet hours: delivered {{until}}',
  'notices.more': 'Earlier notices',
  'notice-state.waiting': 'Waits',
  'notice-state.delivered': 'New',
  'notice-state.read': 'Read',
};
