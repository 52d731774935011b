// Starts the viewer with the merged document. `automatic` as Idempotency-Key becomes a fresh key for every call.
/* global SwaggerUIBundle */
(async () => {
  const automatic = 'automatic';
  const freshKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const spec = await (await fetch('/docs/api/openapi.json')).json();
  const key = spec.components.parameters?.IdempotencyKey;
  if (key) key.schema.default = automatic;
  SwaggerUIBundle({
    spec,
    domNode: document.getElementById('reference'),
    validatorUrl: null,
    deepLinking: true,
    // Some hundred routes: whoever looks for one opens its service, or types a service's name.
    docExpansion: 'none',
    filter: true,
    defaultModelsExpandDepth: -1,
    persistAuthorization: false,
    requestInterceptor: (request) => {
      if (request.headers['Idempotency-Key'] === automatic) request.headers['Idempotency-Key'] = freshKey();
      return request;
    },
  });
})();
