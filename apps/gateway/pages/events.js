// Starts the viewer with the document of all events. Its parser needs what the policy of the page forbids (no-eval.js); the
// document is tested with that parser before it is committed, so what is left to do for the viewer is done here.
/* global AsyncApiStandalone */
(async () => {
  const document = await (await fetch('/docs/events/asyncapi.json')).json();
  AsyncApiStandalone.render(
    { schema: linked(named(document)), config: { show: { sidebar: true, messages: false, schemas: false, errors: false }, sendLabel: '发布 publish' } },
    window.document.getElementById('reference'),
  );
})();

/** The viewer knows channels, operations and messages by a name inside of them. */
function named(document) {
  for (const parts of [document.channels, document.operations, document.components.messages]) {
    for (const [name, part] of Object.entries(parts)) part['x-parser-unique-object-id'] = name;
  }
  return { ...document, 'x-parser-spec-parsed': true };
}

/** The document with what is referred to in the place of each reference. */
function linked(document) {
  const at = (pointer) => pointer.slice(2).split('/').reduce((part, name) => link(part[name.replaceAll('~1', '/').replaceAll('~0', '~')]), document);
  const link = (part) => (typeof part?.$ref === 'string' ? at(part.$ref) : part);
  const walk = (part) => {
    for (const [name, inner] of Object.entries(part)) {
      part[name] = link(inner);
      if (part[name] === inner && inner !== null && typeof inner === 'object') walk(inner);
    }
    return part;
  };
  return walk(document);
}
