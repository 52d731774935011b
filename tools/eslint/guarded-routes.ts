import type { Rule } from 'eslint';

interface Decorated {
  readonly decorators?: readonly { readonly expression: { readonly type: string; readonly name?: string; readonly callee?: { readonly name?: string } } }[];
}

const routes = new Set(['Get', 'Post', 'Put', 'Patch', 'Delete', 'Head', 'Options', 'All', 'Sse']);
const guards = new Set(['Requires', 'Public']);

const names = (node: Decorated): string[] => (node.decorators ?? []).map(({ expression }) => expression.callee?.name ?? expression.name ?? '');

/** A route says who may call it, on the method or on its class; a route that says nothing is open by oversight. */
export const guardedRoutes: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], messages: { unguarded: 'Route {{name}} needs @Requires(permission) or @Public().' } },
  create: (context) => ({
    MethodDefinition(node) {
      const method = names(node as Decorated);
      if (!method.some((name) => routes.has(name))) return;
      const holder = names(node.parent.parent as Decorated);
      if ([...method, ...holder].some((name) => guards.has(name))) return;
      context.report({ node, messageId: 'unguarded', data: { name: context.sourceCode.getText(node.key) } });
    },
  }),
};
