// Starts the viewer with the document of all events.
/* global AsyncApiStandalone */
(async () => {
  const schema = await (await fetch('/docs/events/asyncapi.json')).json();
  AsyncApiStandalone.render({ schema, config: { show: { sidebar: true, errors: false }, expand: { messageExamples: false } } }, document.getElementById('reference'));
})();
