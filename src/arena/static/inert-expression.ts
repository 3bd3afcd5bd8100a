import ts from 'typescript';

/**
 * Whether an expression at the top of a module only describes a value: evaluating it calls nothing, reads no property that
 * code could answer, and converts no object, so that loading an allele runs none of its code.
 */
export class InertExpressions {
  /** Constants of the module that hold a number, text or truth value. */
  readonly #primitives = new Set(['undefined', 'NaN', 'Infinity']);
  readonly #declared: ReadonlySet<string>;

  /** @param declared what the module itself declares: such a name no longer means the library's */
  constructor(declared: ReadonlySet<string>) {
    this.#declared = declared;
  }

  /** The constant's initialiser has been found inert; later expressions may calculate with it. */
  declare(name: string, initialiser: ts.Expression): void {
    if (this.#isPrimitive(initialiser)) this.#primitives.add(name);
    else this.#primitives.delete(name);
  }

  isInert(expression: ts.Expression): boolean {
    const inner = withoutTypes(expression);
    if (this.#isPrimitive(inner) || ts.isIdentifier(inner)) return true;
    if (ts.isRegularExpressionLiteral(inner) || ts.isArrowFunction(inner) || ts.isFunctionExpression(inner))
      return true;
    if (ts.isArrayLiteralExpression(inner)) return inner.elements.every((each) => this.#isElement(each));
    if (ts.isObjectLiteralExpression(inner)) return inner.properties.every((each) => this.#isMember(each));
    if (ts.isConditionalExpression(inner)) {
      return [inner.condition, inner.whenTrue, inner.whenFalse].every((each) => this.isInert(each));
    }
    if (ts.isClassExpression(inner)) return this.isInertClass(inner);
    return ts.isNewExpression(inner) && this.#isCollection(inner);
  }

  /** Defining the class runs nothing: no static blocks, no decorators, static fields inert, a plain name to extend. */
  isInertClass(node: ts.ClassLikeDeclaration): boolean {
    const heritage = node.heritageClauses?.flatMap(({ token, types }) =>
      token === ts.SyntaxKind.ExtendsKeyword ? types.map((type) => type.expression) : [],
    );
    return (heritage ?? []).every(ts.isIdentifier) && node.members.every((member) => this.#isClassMember(member));
  }

  #isClassMember(member: ts.ClassElement): boolean {
    if (ts.isClassStaticBlockDeclaration(member)) return false;
    if (member.name !== undefined && !isFixedName(member.name)) return false;
    const isStatic =
      ts.canHaveModifiers(member) && member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
    if (isStatic !== true || !ts.isPropertyDeclaration(member)) return true;
    return member.initializer === undefined || this.isInert(member.initializer);
  }

  /** `new Set(['a'])`, `new Map([['a', 1]])`: filled from a list that is written there, so no code answers. */
  #isCollection({ expression, arguments: given }: ts.NewExpression): boolean {
    const [list, ...more] = given ?? [];
    if (!this.#isLibrary(expression, collections) || more.length > 0) return false;
    if (list === undefined) return true;
    const inner = withoutTypes(list);
    if (!ts.isArrayLiteralExpression(inner) || !this.isInert(inner)) return false;
    const isSet = ts.isIdentifier(expression) && expression.text === 'Set';
    return isSet || inner.elements.every((entry) => ts.isArrayLiteralExpression(withoutTypes(entry)));
  }

  /** `Number.MAX_SAFE_INTEGER`, `Math.PI`: data, answered by no code. */
  #isLibraryConstant({ expression, questionDotToken }: ts.PropertyAccessExpression): boolean {
    return questionDotToken === undefined && this.#isLibrary(expression, constants);
  }

  #isLibrary(expression: ts.Expression, names: ReadonlySet<string>): boolean {
    return ts.isIdentifier(expression) && names.has(expression.text) && !this.#declared.has(expression.text);
  }

  #isElement(element: ts.Expression): boolean {
    return ts.isOmittedExpression(element) || this.isInert(element);
  }

  #isMember(member: ts.ObjectLiteralElementLike): boolean {
    if (ts.isSpreadAssignment(member)) return false;
    if (ts.isShorthandPropertyAssignment(member)) return true;
    if (!isFixedName(member.name)) return false;
    return !ts.isPropertyAssignment(member) || this.isInert(member.initializer);
  }

  #isPrimitive(expression: ts.Expression): boolean {
    const inner = withoutTypes(expression);
    if (ts.isIdentifier(inner)) return this.#primitives.has(inner.text);
    if (ts.isPrefixUnaryExpression(inner)) return !isUpdate(inner.operator) && this.#isPrimitive(inner.operand);
    if (ts.isTemplateExpression(inner)) return inner.templateSpans.every((span) => this.#isPrimitive(span.expression));
    if (ts.isBinaryExpression(inner)) return this.#isCalculation(inner);
    if (ts.isPropertyAccessExpression(inner)) return this.#isLibraryConstant(inner);
    return ts.isStringLiteralLike(inner) || primitiveKinds.has(inner.kind);
  }

  #isCalculation({ left, operatorToken, right }: ts.BinaryExpression): boolean {
    const writes =
      operatorToken.kind >= ts.SyntaxKind.FirstAssignment && operatorToken.kind <= ts.SyntaxKind.LastAssignment;
    const searches =
      operatorToken.kind === ts.SyntaxKind.InKeyword || operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword;
    return !writes && !searches && this.#isPrimitive(left) && this.#isPrimitive(right);
  }
}

/** What is left of `(x as const)!` when its types are erased. */
function withoutTypes(expression: ts.Expression): ts.Expression {
  let inner = expression;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAssertionExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isSatisfiesExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

const collections: ReadonlySet<string> = new Set(['Map', 'Set']);
const constants: ReadonlySet<string> = new Set(['Math', 'Number']);

const primitiveKinds: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.NumericLiteral,
  ts.SyntaxKind.BigIntLiteral,
  ts.SyntaxKind.TrueKeyword,
  ts.SyntaxKind.FalseKeyword,
  ts.SyntaxKind.NullKeyword,
]);

function isUpdate(operator: ts.PrefixUnaryOperator): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}

function isFixedName(name: ts.PropertyName): boolean {
  return (
    !ts.isComputedPropertyName(name) || ts.isStringLiteralLike(name.expression) || ts.isNumericLiteral(name.expression)
  );
}
