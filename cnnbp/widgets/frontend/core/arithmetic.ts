/** A number as people write it down, worked out or not: 0.25*0.84-0.5*0.44, 0,25 · (−0,5), (1 + 2) / 4. */

const LONGEST = 500; // letters; a pasted page is no number
const TOKEN = /\s*(?:((?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?)|([+\-*/()]))/iy;

/** Signs that stand for one another. */
const plain = (text: string) => text.replace(/[−–]/g, "-").replace(/[×·⋅]/g, "*").replace(/[÷:]/g, "/");

/** What the text comes to; null for a text that is no number and no arithmetic, or has no finite value. */
export function evaluated(text: string): number | null {
  const tokens = text.length > LONGEST ? null : tokensOf(plain(text.trim()));
  if (!tokens?.length) return null;
  let at = 0;
  const sum = (): number => {
    let value = product();
    for (let sign = tokens[at]; sign === "+" || sign === "-"; sign = tokens[at]) {
      at += 1;
      value += sign === "+" ? product() : -product();
    }
    return value;
  };
  const product = (): number => {
    let value = factor();
    for (let sign = tokens[at]; sign === "*" || sign === "/" || sign === "("; sign = tokens[at]) {
      if (sign !== "(") at += 1; // (−1)(−2): two brackets side by side are a product
      value = sign === "/" ? value / factor() : value * factor();
    }
    return value;
  };
  const factor = (): number => {
    const token = tokens[at];
    at += 1;
    if (typeof token === "number") return token;
    if (token === "-") return -factor();
    if (token === "+") return factor();
    const value = token === "(" ? sum() : Number.NaN;
    at += 1;
    return tokens[at - 1] === ")" ? value : Number.NaN;
  };
  const value = sum();
  return at === tokens.length && Number.isFinite(value) ? value : null;
}

/** Numbers and signs; null where something else stands. */
function tokensOf(text: string) {
  const tokens: (number | string)[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text);
    if (!found) return null;
    tokens.push(found[1] === undefined ? found[2] : Number(found[1].replace(",", ".")));
  }
  return tokens;
}
