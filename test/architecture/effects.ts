/** Clock, randomness, output and environment in rooms that are to be pure. */
import ts from "typescript";
import { lineOf, nodesOf, type Source, syntaxOf } from "./module-graph.ts";
import { isDeterministic, isPure } from "./rooms.ts";

/** Globals that reach the world. */
const WORLD = new Set([
  "process",
  "console",
  "performance",
  "fetch",
  "crypto",
  "globalThis",
  "global",
  "require",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "WebSocket",
  "localStorage",
  "Intl",
]);

/** Members of harmless things that are not harmless. */
const MEMBERS = new Set(["Date.now", "Math.random"]);
/** Methods that draw random bytes, whatever they are called on. */
const METHODS = new Set(["generateKeys", "randomBytes", "randomUUID", "getRandomValues", "toLocaleString"]);

export function effectViolations(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => isPure(path))
    .flatMap((source) => {
      const file = syntaxOf(source);
      const declared = declaredNames(file);
      const namespaces = cryptoNamespaces(file);
      return nodesOf(file).flatMap((node) => {
        const fault = faultOf(node, declared, namespaces);
        return fault === undefined ? [] : [`${source.path}:${lineOf(file, node)}: ${fault}`];
      });
    });
}

function faultOf(node: ts.Node, declared: ReadonlySet<string>, crypto: ReadonlySet<string>): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const [object, member] = [node.expression.getText(), node.name.text];
    if (MEMBERS.has(`${object}.${member}`)) return `${object}.${member}`;
    if (METHODS.has(member)) return `.${member}`;
    if (crypto.has(object) && !isDeterministic(member)) return `${object}.${member} of node:crypto`;
    return undefined;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === "Date" && (node.arguments ?? []).length === 0) {
    return "new Date() without a time";
  }
  if (ts.isCallExpression(node) && node.expression.getText() === "Date") return "Date() without new";
  if (ts.isIdentifier(node) && WORLD.has(node.text) && !declared.has(node.text) && isValue(node)) return node.text;
  return undefined;
}

/** Whether an identifier is read as a value: neither a member's name, nor a key, nor part of a type. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if ((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node) return false;
  if (ts.isPropertyDeclaration(parent) || ts.isMethodDeclaration(parent) || ts.isMethodSignature(parent)) {
    return parent.name !== node;
  }
  return !ts.isTypeReferenceNode(parent) && !ts.isQualifiedName(parent) && !ts.isTypeQueryNode(parent);
}

function declaredNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const node of nodesOf(file)) {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node) ||
      ts.isNamespaceImport(node);
    if (declares && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
  }
  return names;
}

/** Names under which a file has all of node:crypto. */
function cryptoNamespaces(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const node of file.statements) {
    if (!ts.isImportDeclaration(node) || (node.moduleSpecifier as ts.StringLiteral).text !== "node:crypto") continue;
    const { name, namedBindings } = node.importClause ?? {};
    if (name !== undefined) names.add(name.text);
    if (namedBindings !== undefined && ts.isNamespaceImport(namedBindings)) names.add(namedBindings.name.text);
  }
  return names;
}
