import { ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import { Refusal, type FieldError } from './refusal';

/**
 * Form and size of what comes in, by the DTO's decorators and nothing else: an unknown field is refused, a value is never
 * turned into another type unless the DTO says so with `@Type`.
 */
export const validationPipe = (): ValidationPipe =>
  new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false },
    exceptionFactory: (errors) => new Refusal(400, 'request.invalid', {}, fieldErrorsOf(errors).slice(0, 50)),
  });

const fieldErrorsOf = (errors: readonly ValidationError[], parent = ''): FieldError[] =>
  errors.flatMap((error) => {
    const field = error.property === undefined ? parent : `${parent}/${error.property.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const own = Object.keys(error.constraints ?? {}).map((rule) => ({ field: field || '/', rule, message: messageOf(error, rule) }));
    return [...own, ...fieldErrorsOf(error.children ?? [], field)];
  });

/** class-validator reports a rule's name and an English sentence; what the rule was given stands in its metadata. */
const messageOf = ({ target, property, constraints }: ValidationError, rule: string): FieldError['message'] => {
  const given = target && getMetadataStorage()
    .getTargetValidationMetadatas(target.constructor, '', false, false)
    .find((metadata) => metadata.propertyName === property && metadata.name === rule);
  const [zh, en] = given?.message ? (constraints?.[rule] ?? '').split(' · ') : [];
  return zh && en ? { zh, en } : (words[rule] ?? unknownRule)(...((given?.constraints as unknown[] | undefined) ?? []));
};

type Words = (...limits: readonly unknown[]) => FieldError['message'];

const says = (zh: string, en: string): Words => (...limits) => {
  const fill = (text: string) => text.replace(/\{(\d)\}/g, (_hole, at: string) => listed(limits[Number(at)]));
  return { zh: fill(zh), en: fill(en) };
};
const listed = (limit: unknown): string => (Array.isArray(limit) ? limit.join(', ') : String(limit));

const unknownRule = says('不符合要求', 'breaks a rule');

/** One line per rule that a DTO can have. A decorator with a `message` of the form `中文 · English` brings its own words. */
const words: Readonly<Record<string, Words>> = {
  isString: says('须为文字', 'must be a text'),
  isInt: says('须为整数', 'must be a whole number'),
  isNumber: says('须为数字', 'must be a number'),
  isBoolean: says('须为 true 或 false', 'must be true or false'),
  isArray: says('须为数组', 'must be a list'),
  isObject: says('须为对象', 'must be an object'),
  isDate: says('须为日期时间', 'must be a date and time'),
  isDateString: says('须为 ISO 8601 日期', 'must be an ISO 8601 date'),
  isIso8601: says('须为 ISO 8601 日期', 'must be an ISO 8601 date'),
  isUuid: says('须为 UUID', 'must be a UUID'),
  isEmail: says('须为电子邮箱', 'must be an e-mail address'),
  isUrl: says('须为网址', 'must be a URL'),
  isPhoneNumber: says('须为电话号码', 'must be a phone number'),
  isTimeZone: says('须为 IANA 时区', 'must be an IANA time zone'),
  isMilitaryTime: says('须为 HH:MM 时间', 'must be a time HH:MM'),
  isDecimal: says('须为十进制数', 'must be a decimal number'),
  isNumberString: says('须为数字文字', 'must be a text of digits'),
  isIn: says('须为 {0} 之一', 'must be one of {0}'),
  isEnum: says('须为 {1} 之一', 'must be one of {1}'),
  isNotIn: says('不可为 {0}', 'must not be one of {0}'),
  equals: says('须等于 {0}', 'must equal {0}'),
  matches: says('格式不符', 'has the wrong form'),
  isNotEmpty: says('不可为空', 'must not be empty'),
  isDefined: says('必填', 'is required'),
  minLength: says('至少 {0} 个字符', 'must have at least {0} characters'),
  maxLength: says('最多 {0} 个字符', 'must have at most {0} characters'),
  isLength: says('须为 {0}–{1} 个字符', 'must have {0}–{1} characters'),
  min: says('不可小于 {0}', 'must be at least {0}'),
  max: says('不可大于 {0}', 'must be at most {0}'),
  isPositive: says('须大于 0', 'must be greater than 0'),
  isDivisibleBy: says('须为 {0} 的倍数', 'must be a multiple of {0}'),
  arrayNotEmpty: says('至少一项', 'must have at least one entry'),
  arrayMinSize: says('至少 {0} 项', 'must have at least {0} entries'),
  arrayMaxSize: says('最多 {0} 项', 'must have at most {0} entries'),
  arrayUnique: says('不可重复', 'must not repeat an entry'),
  nestedValidation: says('须为对象', 'must be an object'),
  whitelistValidation: says('没有这个字段，请删除', 'is not a known field: remove it'),
  unknownValue: says('须为对象', 'must be an object'),
};
