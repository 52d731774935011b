/**
 * The kit gives the list of an open choice no name, and a screen reader announces a list of nothing: it is called as its field is. One place for all
 * fields, since the kit has neither a property nor a theme for it.
 */
export const nameLists = (): void => new MutationObserver(() => requestAnimationFrame(() => {
  for (const list of document.querySelectorAll('[role="listbox"]:not([aria-label], [aria-labelledby])')) {
    const field = list.id === '' ? null : document.querySelector<HTMLInputElement>(`[role="combobox"][aria-controls="${CSS.escape(list.id)}"]`);
    const name = field?.getAttribute('aria-label') ?? field?.labels?.[0]?.textContent;
    if (name) list.setAttribute('aria-label', name);
  }
})).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['aria-expanded'] });
