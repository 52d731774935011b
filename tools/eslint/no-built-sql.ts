import type { Rule } from 'eslint';

type TemplateLiteral = Parameters<NonNullable<Rule.NodeListener['TemplateLiteral']>>[0];
type BinaryExpression = Parameters<NonNullable<Rule.NodeListener['BinaryExpression']>>[0];
type Operand = BinaryExpression['left'] | BinaryExpression['right'] | TemplateLiteral;

const statement = /\bselect\b[\s\S]*\bfrom\b|\binsert\s+into\b|\bupdate\b[\s\S]*\bset\b|\bdelete\s+from\b/i;
const runs = new Set(['query', 'read']);

/** The text that stands in the source, without the parts that are filled in. */
const fixedText = (node: Operand): string => {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : '';
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.raw).join(' ');
  return node.type === 'BinaryExpression' ? `${fixedText(node.left)} ${fixedText(node.right)}` : '';
};

/** `tx.query(<node>, …)`: whatever it says, it is run as SQL. */
const isRun = (node: TemplateLiteral | BinaryExpression): boolean => {
  const call = node.parent;
  return call.type === 'CallExpression' && call.arguments.some((argument) => argument === node) &&
    call.callee.type === 'MemberExpression' && call.callee.property.type === 'Identifier' && runs.has(call.callee.property.name);
};

/** SQL is one constant text; values travel as parameters. A statement put together from pieces is an injection waiting for its day. */
export const noBuiltSql: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], messages: { built: 'SQL is built from pieces here; write one constant statement and pass values as $1, $2.' } },
  create(context) {
    const check = (node: TemplateLiteral | BinaryExpression): void => {
      if (node.parent.type === 'BinaryExpression' && node.parent.operator === '+') return; // the outermost + is reported
      if (statement.test(fixedText(node)) || isRun(node)) context.report({ node, messageId: 'built' });
    };
    return {
      TemplateLiteral(node) {
        if (node.expressions.length > 0 && node.parent.type !== 'TaggedTemplateExpression') check(node);
      },
      BinaryExpression(node) {
        if (node.operator === '+') check(node);
      },
    };
  },
};
