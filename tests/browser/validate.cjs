// Validates pages for as long as a run of tests lasts, since html-validate takes more than a second
// to start: a line in is a JSON list of pages, a line out the JSON list of what is wrong with them.
const { HtmlValidate } = require("../../node_modules/html-validate");

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "long-title": "off",
    "no-inline-style": "error",
    "no-redundant-role": "off", // Safari forgets that a list without bullets is one
  },
});

function complaints(html, page) {
  const { results } = validator.validateStringSync(html);
  return results.flatMap(({ messages }) =>
    messages.map((m) => `page${page}.html:${m.line}:${m.column} ${m.ruleId}: ${m.message}`),
  );
}

require("node:readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => console.log(JSON.stringify(JSON.parse(line).flatMap(complaints))));
