// Builds dist/: the client as one script for the page, and the licences of what it contains.

import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const made = await build({
  entryPoints: ["src/main.ts"],
  outfile: "dist/penult.js",
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  charset: "ascii", // the same bytes whatever the page's encoding
  legalComments: "none", // in LICENSES.txt instead
  metafile: true,
});

const packages = new Set();
for (const path of Object.keys(made.metafile.inputs)) {
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
  if (name) packages.add(name);
}
const licences = [...packages].sort().map((name) => {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  const text = readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim();
  return `${name} ${version} (${license})\n\n${text}\n`;
});
const head = "penult.js is built from src/report/client/src (MIT OR Apache-2.0) and contains parts of:\n\n";
writeFileSync("dist/LICENSES.txt", head + licences.join(`\n${"-".repeat(72)}\n\n`));
const script = readFileSync("dist/penult.js", "utf8");
// The page sets the script between its tags as it is.
if (/<\/script|<!--/i.test(script)) throw new Error("dist/penult.js would end its own script element");
console.log(`dist/penult.js ${script.length} bytes`);
