/** The import statements of source files, and what the bundle requires, read by the TypeScript compiler. */
import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";

export interface Source {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly from: string;
  readonly line: number;
  /** What the statement says. */
  readonly specifier: string;
  /** The file it means, for a relative one. */
  readonly target: string | undefined;
  /** Gone after compiling: `import type`, or a type in an annotation. */
  readonly typeOnly: boolean;
  /** `import()`, or `require` in a function: loaded when it is reached, and not before. */
  readonly dynamic: boolean;
  /** Names taken from it; `*` for all of them. */
  readonly names: readonly string[];
}

export function readSources(folder: string, ending = ".ts"): Source[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .sort()
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

const parsed = new WeakMap<Source, ts.SourceFile>();

export function syntaxOf(source: Source): ts.SourceFile {
  const { path, text } = source;
  const file = parsed.get(source) ?? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
  parsed.set(source, file);
  return file;
}

export const lineOf = (file: ts.SourceFile, node: ts.Node): number =>
  file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;

/** A node and everything below it. */
export function nodesOf(node: ts.Node): ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (one: ts.Node): void => {
    nodes.push(one);
    ts.forEachChild(one, visit);
  };
  visit(node);
  return nodes;
}

export function importsOf(source: Source): Import[] {
  const file = syntaxOf(source);
  const imports: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, rest: Pick<Import, "typeOnly" | "dynamic" | "names">) => {
    if (specifier === undefined) return;
    const text = ts.isStringLiteralLike(specifier) ? specifier.text : specifier.getText(file);
    const target = text.startsWith(".") ? posix.join(posix.dirname(source.path), text) : undefined;
    imports.push({ from: source.path, line: lineOf(file, node), specifier: text, target, ...rest });
  };
  for (const node of nodesOf(file)) {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, { ...clauseOf(node.importClause), dynamic: false });
    } else if (ts.isExportDeclaration(node)) {
      add(node, node.moduleSpecifier, { typeOnly: node.isTypeOnly, dynamic: false, names: ["*"] });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0], { typeOnly: false, dynamic: true, names: ["*"] });
    } else if (ts.isCallExpression(node) && node.expression.getText(file) === "require") {
      add(node, node.arguments[0], { typeOnly: false, dynamic: isWithinFunction(node), names: ["*"] });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node, node.argument.literal, { typeOnly: true, dynamic: false, names: ["*"] });
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node, node.moduleReference.expression, { typeOnly: node.isTypeOnly, dynamic: false, names: ["*"] });
    }
  }
  return imports;
}

const isWithinFunction = (node: ts.Node): boolean => ts.findAncestor(node, ts.isFunctionLike) !== undefined;

function clauseOf(clause: ts.ImportClause | undefined): Pick<Import, "typeOnly" | "names"> {
  if (clause === undefined) return { typeOnly: false, names: [] };
  const { namedBindings, name } = clause;
  const named = namedBindings !== undefined && ts.isNamedImports(namedBindings) ? namedBindings.elements : [];
  const names = named.filter((one) => !one.isTypeOnly).map((one) => (one.propertyName ?? one.name).text);
  if (name !== undefined) names.push("default");
  if (namedBindings !== undefined && ts.isNamespaceImport(namedBindings)) names.push("*");
  return { typeOnly: clause.phaseModifier === ts.SyntaxKind.TypeKeyword, names };
}
