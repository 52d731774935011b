import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** The doc comments of a service's classes, and of the routes that it takes from a lib, decorated methods and constants by name (`OpenTicket.handle`), each on one line. */
export const docCommentsOf = (root: string, service: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const file of globSync([`apps/${service}/src/**/*.ts`, 'libs/{imports,documents}/src/**/*.ts'], { cwd: root, exclude: (name) => name.endsWith('.spec.ts') })) {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
    const keep = (name: string, node: ts.Node): void => {
      const [comment] = ts.getJSDocCommentsAndTags(node);
      const text = comment && ts.getTextOfJSDocComment(comment.comment);
      if (text) found.set(name, text.replace(/\s+/g, ' '));
    };
    for (const statement of source.statements) {
      if (ts.isVariableStatement(statement)) for (const { name } of statement.declarationList.declarations) keep(name.getText(), statement);
      if (!ts.isClassDeclaration(statement) || !statement.name) continue;
      keep(statement.name.text, statement);
      for (const member of statement.members) if (ts.isMethodDeclaration(member) && ts.getDecorators(member)) keep(`${statement.name.text}.${member.name.getText()}`, member);
    }
  }
  return found;
};
