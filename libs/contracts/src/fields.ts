import { Type, type TProperties, type TSchema } from 'typebox';

/** A UUID in text form. */
export const uuid = () => Type.String({ format: 'uuid' });

/** A code that people gave and machines match by: no blanks in it. */
export const code = () => Type.String({ minLength: 1, maxLength: 64, pattern: '^\\S+$' });

/** Who did it: a staff code, a client id, or `system:<service>`. */
export const actor = () => Type.String({ minLength: 1, maxLength: 128, pattern: '^\\S+$' });

/** A word of a list that grows without a new version: readers must cope with words they do not know. */
export const word = () => Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' });

/** A name of a place or thing, never of a person. */
export const name = () => Type.String({ minLength: 1, maxLength: 200 });

/** An instant, RFC 3339 with its offset. */
export const instant = () => Type.String({ format: 'date-time' });

/** A calendar day, `YYYY-MM-DD`, in the branch's own zone. */
export const day = () => Type.String({ format: 'date' });

/** A time of the day on a clock, `21:30`. */
export const wallTime = () => Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' });

/** A time zone's IANA name. */
export const zone = () => Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$', maxLength: 64 });

/** A count of minutes of business time. */
export const minutes = () => Type.Integer({ minimum: 0, maximum: 5_256_000 });

/** A count of calendar days. */
export const days = () => Type.Integer({ minimum: 0, maximum: 3_660 });

/** A count of pieces, in the part's base unit. */
export const pieces = ({ atLeast = 0 }: { readonly atLeast?: number } = {}) => Type.Integer({ minimum: atLeast, maximum: 2_147_483_647 });

/** The value, or an outspoken "there is none". */
export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

/** A closed list: another word in it is a new version of every event that has it. */
export const oneOf = <V extends string[]>(...values: V) => Type.Enum<V>(values);

/** An object without other fields than these. */
export const closed = <P extends TProperties>(fields: P) => Type.Object(fields, { additionalProperties: false });

export const ticketType = () => oneOf('call', 'inquiry', 'complaint', 'repair', 'suggestion', 'staff_conduct', 'parts', 'return');
export const channel = () => oneOf('phone', 'wechat', 'web', 'email', 'counter', 'dealer', 'staff');
export const priority = () => oneOf('low', 'normal', 'high', 'urgent');
export const customerClass = () => oneOf('key', 'regular', 'new');

/** An exact amount in text with two decimals, `96.25`; never a number. */
export const money = () => Type.String({ pattern: '^[0-9]{1,14}\\.[0-9]{2}$' });
