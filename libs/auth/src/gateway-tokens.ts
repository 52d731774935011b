/** Whose word a service takes for who is asking: a gateway of ours, which has looked at the token of the provider. */
export const gatewayIssuer = 'urn:aftercare:gateway';

/** For whom such a token is: this service and no other. */
export const audienceOf = (service: string): string => `urn:aftercare:${service}`;

/** Beside the token for a service goes one with which it may ask `directory` in the caller's name; its own opens nothing there. */
export const onwardHeader = 'x-aftercare-onward';
