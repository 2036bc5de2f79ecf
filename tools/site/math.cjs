// Sets TeX as SVG with MathML beside it for screen readers: JSON list in, JSON list out.
// Runs when the site is built, so that the pages need no mathematics script.
const { readFileSync } = require("node:fs");

async function main() {
  const MathJax = await require("mathjax").init({
    loader: { load: ["input/tex-full", "output/svg", "a11y/assistive-mml"] },
    svg: { fontCache: "global" },
    startup: { typeset: false },
  });
  const formulas = JSON.parse(readFileSync(0, "utf-8"));
  const html = [];
  for (const { tex, display } of formulas) {
    const node = await MathJax.tex2svgPromise(tex, { display });
    html.push(MathJax.startup.adaptor.outerHTML(node));
  }
  const glyphs = MathJax.startup.document.outputJax.fontCache.getCache();
  const css = MathJax.startup.adaptor.textContent(MathJax.svgStylesheet());
  process.stdout.write(JSON.stringify({ html, css, glyphs: MathJax.startup.adaptor.outerHTML(glyphs) }));
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
