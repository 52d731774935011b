/** What this package asks of a log; a pino logger is one. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** One line of an error's own words: messages may not contain rows or payloads, so nothing else of it is logged. */
export const reasonOf = (error: unknown): string => (error instanceof Error && error.message !== '' ? error.message : String(error));
