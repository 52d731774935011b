export { NotFound, RuleViolation, Unavailable } from './errors';
export { derivedId, isUuid, newId } from './ids';
export { Money } from './money';
export { bareNumber, halfWidth, isPhone } from './phone';
export { isSelfOrRelative } from './relatives';
export type { Text } from './text';
