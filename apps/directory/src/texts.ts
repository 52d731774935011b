import { ValidateBy, type ValidationOptions } from 'class-validator';

const boxes = 8;
const longest = 4_000;
const boxName = /^[a-z][A-Za-z]{0,31}$/;

/** An object of 1–8 named texts. */
export const AreTexts = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'areTexts',
      validator: {
        validate: (value: unknown): boolean => {
          if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
          const entries = Object.entries(value);
          return entries.length > 0 && entries.length <= boxes && entries.every(([name, text]) => boxName.test(name) && typeof text === 'string' && text.length <= longest);
        },
        defaultMessage: () => `$property must have 1–${boxes} boxes with names like realCause, each a text of at most ${longest} characters`,
      },
    },
    options,
  );
