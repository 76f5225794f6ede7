import { type BinaryExpression, type Node, type SourceFile, SyntaxKind } from "typescript/unstable/ast";
import {
  isArrayLiteralExpression,
  isAwaitExpression,
  isBinaryExpression,
  isCallExpression,
  isConditionalExpression,
  isElementAccessExpression,
  isExpressionStatement,
  isIdentifier,
  isIfStatement,
  isNumericLiteral,
  isPrefixUnaryExpression,
  isPropertyAccessExpression,
  isReturnStatement,
  isTypeNode,
  isVoidExpression,
} from "typescript/unstable/ast/is";
import type { Mutant, MutationKind } from "./mutant.ts";

/** What stands for an operator. */
const OPERATORS: ReadonlyMap<SyntaxKind, readonly [kind: MutationKind, now: string]> = new Map([
  [SyntaxKind.LessThanToken, ["boundary", "<="]],
  [SyntaxKind.LessThanEqualsToken, ["boundary", "<"]],
  [SyntaxKind.GreaterThanToken, ["boundary", ">="]],
  [SyntaxKind.GreaterThanEqualsToken, ["boundary", ">"]],
  [SyntaxKind.EqualsEqualsEqualsToken, ["operator", "!=="]],
  [SyntaxKind.ExclamationEqualsEqualsToken, ["operator", "==="]],
  [SyntaxKind.AmpersandAmpersandToken, ["operator", "||"]],
  [SyntaxKind.BarBarToken, ["operator", "&&"]],
  [SyntaxKind.PlusToken, ["operator", "-"]],
  [SyntaxKind.MinusToken, ["operator", "+"]],
  [SyntaxKind.AsteriskToken, ["operator", "/"]],
  [SyntaxKind.SlashToken, ["operator", "*"]],
  [SyntaxKind.PlusEqualsToken, ["operator", "-="]],
  [SyntaxKind.MinusEqualsToken, ["operator", "+="]],
  [SyntaxKind.BarBarEqualsToken, ["operator", "="]],
  [SyntaxKind.QuestionQuestionEqualsToken, ["operator", "="]],
]);

/** What stands for a method, in the same place. */
const OTHER_METHOD: ReadonlyMap<string, string> = new Map([
  ["min", "max"],
  ["max", "min"],
  ["floor", "ceil"],
  ["ceil", "floor"],
  ["some", "every"],
  ["every", "some"],
]);
/** Methods of a list without which it is still a list. */
const LEFT_OUT: ReadonlySet<string> = new Set(["filter", "toSorted", "sort", "toReversed", "reverse", "slice"]);

/** All mutants of a file, in the order of its text. Types, imports and texts are left alone. */
export function mutantsOf(source: SourceFile, file: string): readonly Mutant[] {
  const mutants: Mutant[] = [];
  const add = (kind: MutationKind, from: number, end: number, now: string): void => {
    const was = source.text.slice(from, end);
    mutants.push({ file, line: source.text.slice(0, from).split("\n").length, kind, start: from, end, was, now });
  };
  const instead = (kind: MutationKind, node: Node, now: string): void => add(kind, node.getStart(source), node.end, now);
  const visit = (node: Node): void => {
    if (isTypeNode(node) || LEFT_ALONE.has(node.kind)) return;
    mutateOperator(node, instead);
    mutateCondition(node, source, instead);
    mutateConstant(node, source, instead);
    mutateCall(node, source, add);
    mutateReturn(node, instead);
    if (isForTheCompiler(node)) visit(node.left);
    else node.forEachChild(visit);
  };
  visit(source);
  return mutants.toSorted((a, b) => a.start - b.start);
}

const LEFT_ALONE: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.ImportDeclaration,
  SyntaxKind.ExportDeclaration,
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
]);

/** `list[i] ?? x`, where x is never meant to be reached: the compiler asks for it. */
function isForTheCompiler(node: Node): node is BinaryExpression {
  return isBinaryExpression(node) && node.operatorToken.kind === SyntaxKind.QuestionQuestionToken && holdsIndex(node.left);
}

function holdsIndex(node: Node): boolean {
  if (isElementAccessExpression(node)) return true;
  return (isPropertyAccessExpression(node) || isCallExpression(node)) && holdsIndex(node.expression);
}

type Instead = (kind: MutationKind, node: Node, now: string) => void;

/** A comparison that is all of a condition is left to `mutateCondition`, unless it has a limit. */
function mutateOperator(node: Node, instead: Instead): void {
  if (!isBinaryExpression(node)) return;
  const [kind, now] = OPERATORS.get(node.operatorToken.kind) ?? [];
  if (kind === undefined || now === undefined || (kind === "operator" && isWholeCondition(node))) return;
  instead(kind, node.operatorToken, now);
}

function isWholeCondition(node: Node): boolean {
  const { parent } = node;
  return (isIfStatement(parent) && parent.expression === node) || (isConditionalExpression(parent) && parent.condition === node);
}

/** Conditions of `if` and `? :` always and never; `!x` as x; a fallback always. */
function mutateCondition(node: Node, source: SourceFile, instead: Instead): void {
  if (isIfStatement(node)) for (const now of ["true", "false"]) instead("condition", node.expression, now);
  if (isConditionalExpression(node)) for (const now of ["true", "false"]) instead("condition", node.condition, now);
  if (isPrefixUnaryExpression(node) && node.operator === SyntaxKind.ExclamationToken) instead("condition", node, node.operand.getText(source));
  if (isBinaryExpression(node) && node.operatorToken.kind === SyntaxKind.QuestionQuestionToken) instead("condition", node, node.right.getText(source));
}

function mutateConstant(node: Node, source: SourceFile, instead: Instead): void {
  if (node.kind === SyntaxKind.TrueKeyword) instead("constant", node, "false");
  if (node.kind === SyntaxKind.FalseKeyword) instead("constant", node, "true");
  if (!isNumericLiteral(node)) return;
  const value = Number(node.getText(source).replaceAll("_", ""));
  if (Number.isFinite(value)) instead("constant", node, String(value === 0 || value === 1 ? 1 - value : value * 2));
}

/** A statement that is a call is left out; so is a link of a chain after which a list is still a list; some methods become others. */
function mutateCall(node: Node, source: SourceFile, add: (kind: MutationKind, from: number, end: number, now: string) => void): void {
  if (isExpressionStatement(node) && isCall(node.expression)) add("call", node.getStart(source), node.end, ";");
  if (!isCallExpression(node) || !isPropertyAccessExpression(node.expression) || !isIdentifier(node.expression.name)) return;
  const { expression, name } = node.expression;
  const other = OTHER_METHOD.get(name.text);
  if (other !== undefined) add("call", name.getStart(source), name.end, other);
  if (LEFT_OUT.has(name.text)) add("call", expression.end, node.end, "");
}

function isCall(node: Node): boolean {
  if (isAwaitExpression(node) || isVoidExpression(node)) return isCall(node.expression);
  return isCallExpression(node);
}

function mutateReturn(node: Node, instead: Instead): void {
  if (!isReturnStatement(node) || node.expression === undefined) return;
  const { expression } = node;
  if (isArrayLiteralExpression(expression) && expression.elements.length > 0) instead("return", expression, "[]");
  if (isCallExpression(expression) || isIdentifier(expression)) instead("return", expression, "undefined as never");
}
