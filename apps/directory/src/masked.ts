import { Phone } from './domain/phone';

/** Family name only: `郑**`. */
export const maskedName = (name: string): string => [...name].map((character, place) => (place === 0 ? character : '*')).join('');

/** Enough to recognise, too little to dial. */
export const maskedPhone = (phone: string): string => Phone.of(phone).masked;
