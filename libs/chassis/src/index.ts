export { Answers, AnswersFile, Nullable } from './answers';
export { Actor, Cause, Command, etag, withContent } from './command';
export {
  addressList, ConfigError, hostList, oneOf, optional, readConfig, secret, serviceSettings, storeSettings, text, url, wholeNumber, withDefault,
  type ConfigOf, type PlainSetting, type ServiceConfig, type Setting,
} from './config';
export type { Check } from './health';
export { languageOf, type Language } from './language';
export { ServiceLogger, type LoggerOptions } from './logger';
export { Metrics } from './metrics';
export { OpsModule } from './ops/ops.module';
export { EventPlaces } from './ops/verify-events';
export { controllersOf, openApiOf, schemaGaps, type OpenApiDocument } from './openapi';
export { Peer } from './peer';
export { ForwardedProblem, isProblem, type ProblemDocument } from './problem';
export { StartError } from './process-end';
export { redact } from './redact';
export { Refusal, wrongField } from './refusal';
export { boot, startService, type RunningService, type ServiceOptions } from './service';
export { BodyBytes, KeepsBytes } from './signed-body';
export { startStoreService, withDatabase, type StoreServiceOptions } from './store-service';
export type { ClockState } from '@aftercare/event-store';
export { isStream, refuseTooLarge, TakesUpload, Uploaded, uploadType, type Upload } from './upload';
export { startTelemetry, type SpanLine, type TelemetryOptions } from './telemetry';
