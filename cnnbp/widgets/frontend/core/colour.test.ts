import assert from "node:assert/strict";
import { test } from "node:test";
import { badgeColour, contrast, css, dimmed, luminance, mix, parseHex, textOn, valueColour } from "./colour";

const THEMES = ["light", "dark"];
const SCALES = ["image", "signed"];
const steps = (low, high) => Array.from({ length: 401 }, (_, i) => low + ((high - low) * i) / 400);

for (const theme of THEMES) {
  for (const scale of SCALES) {
    test(`${theme}: text on every colour of the ${scale} scale has a contrast of 4.5 : 1 or more`, () => {
      for (const value of steps(-1, 1)) {
        const back = valueColour(value, 1, scale, theme);
        const ratio = contrast(textOn(back), back);
        assert.ok(ratio >= 4.5, `value ${value}: ${ratio.toFixed(2)}`);
      }
    });

    test(`${theme}: so has quiet text on every dimmed colour of the ${scale} scale`, () => {
      for (const value of steps(-1, 1)) {
        const back = dimmed(valueColour(value, 1, scale, theme), theme);
        const ratio = contrast(textOn(back, true), back);
        assert.ok(ratio >= 4.5, `value ${value}: ${ratio.toFixed(2)}`);
      }
    });
  }

  test(`${theme}: the signed scale is symmetric: zero is the paper, both ends are equally far`, () => {
    const zero = valueColour(0, 2, "signed", theme);
    for (const share of [0.1, 0.35, 0.5, 0.9, 1]) {
      const above = valueColour(2 * share, 2, "signed", theme);
      const below = valueColour(-2 * share, 2, "signed", theme);
      assert.deepEqual(above, mix(zero, valueColour(2, 2, "signed", theme), share));
      assert.deepEqual(below, mix(zero, valueColour(-2, 2, "signed", theme), share));
    }
  });

  test(`${theme}: positive and negative differ in hue and from zero, also for a colour-blind eye`, () => {
    const [low, zero, high] = [-1, 0, 1].map((v) => valueColour(v, 1, "signed", theme));
    // Blue against orange: told apart along the blue–yellow axis, which red–green blindness keeps.
    const yellowness = ([r, g, b]) => (r + g) / 2 - b;
    assert.ok(yellowness(high) - yellowness(low) > 150);
    assert.ok(Math.abs(yellowness(zero)) < 20);
  });

  test(`${theme}: an image runs from paper at 0 to ink at 1, evenly`, () => {
    const light = steps(0, 1).map((value) => luminance(valueColour(value, 1, "image", theme)));
    const sign = theme === "light" ? -1 : 1;
    for (let i = 1; i < light.length; i += 1) assert.ok(sign * (light[i] - light[i - 1]) > 0);
  });

  test(`${theme}: values outside the scale take the end's colour`, () => {
    assert.deepEqual(valueColour(9, 1, "signed", theme), valueColour(1, 1, "signed", theme));
    assert.deepEqual(valueColour(-9, 1, "signed", theme), valueColour(-1, 1, "signed", theme));
    assert.deepEqual(valueColour(9, 1, "image", theme), valueColour(1, 1, "image", theme));
  });

  test(`${theme}: a panel of zeros is drawn, not divided by zero`, () => {
    for (const scale of SCALES) valueColour(0, 0, scale, theme).forEach((c) => assert.ok(Number.isFinite(c)));
  });
}

test("the numbers on the badges are readable", () => {
  for (let badge = 1; badge <= 9; badge += 1) {
    const back = parseHex(badgeColour(badge));
    assert.ok(contrast(textOn(back), back) >= 4.5, `badge ${badge}`);
  }
});

test("nine badges have nine colours; the tenth starts again", () => {
  assert.equal(new Set(Array.from({ length: 9 }, (_, i) => badgeColour(i + 1))).size, 9);
  assert.equal(badgeColour(10), badgeColour(1));
});

test("contrast and luminance are those of WCAG 2.2", () => {
  assert.equal(contrast([0, 0, 0], [255, 255, 255]), 21);
  assert.equal(contrast([255, 255, 255], [0, 0, 0]), 21);
  assert.equal(contrast([9, 9, 9], [9, 9, 9]), 1);
  // #767676 on white is the well-known darkest grey that just passes: 4.54.
  assert.equal(contrast(parseHex("#767676"), [255, 255, 255]).toFixed(2), "4.54");
});

test("colours are written as CSS knows them", () => {
  assert.deepEqual(parseHex("#0072b2"), [0, 114, 178]);
  assert.equal(css([0.4, 114.5, 178]), "rgb(0 115 178)");
});
