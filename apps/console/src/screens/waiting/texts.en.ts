import type { zh } from './texts';

export const en: Readonly<Record<keyof typeof zh, string>> = {
  'nav.waiting': 'Waiting for me',
  'waits.kind': 'What',
  'waits.number': 'Number',
  'waits.about': 'About',
  'waits.all': 'All',
  'waits.empty': 'Nothing waits for your decision.',
  'waits.request': 'Parts request',
  'waits.credit': 'Credit',
  'waits.count': 'Count',
  'waits.waiver': 'Waiver',
  'waits.penalty': 'Penalty',
  'waits.discrepancy': 'Difference',
  'waits.merge': 'One person?',
  'waits.offer': 'New customer',
};
