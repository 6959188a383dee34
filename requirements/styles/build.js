// Compiles each entry sheet into crm/static; a Sass error stops the build and leaves the old files.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, Logger } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = resolve(here, "node_modules");
const out = resolve(here, "../../crm/static");
const loadPaths = [here, modules, resolve(modules, "@ministryofjustice/frontend")];

// MOJ names GOV.UK Frontend as "node_modules/govuk-frontend/...", found from this folder.
const sheets = ["govuk", "moj", "app"].map((name) => {
  const { css } = compile(resolve(here, `${name}.scss`), {
    loadPaths,
    style: "compressed",
    logger: name === "app" ? undefined : Logger.silent, // their own notices, not ours to mend
  });
  return [`${name}.css`, `${css.replace(/\/\*# sourceMappingURL.*?\*\//g, "").trim()}\n`];
});

for (const [name, css] of sheets) {
  for (const banned of ["GDS Transport", "@font-face", "url("]) {
    if (css.includes(banned)) throw new Error(`${name} must not contain ${banned}`);
  }
}

mkdirSync(resolve(out, "vendor"), { recursive: true });
for (const [name, css] of sheets) writeFileSync(resolve(out, name), css);

const govuk = resolve(modules, "govuk-frontend");
const { version } = JSON.parse(readFileSync(resolve(govuk, "package.json"), "utf8"));
const script = readFileSync(resolve(govuk, "dist/govuk/govuk-frontend.min.js"), "utf8");
writeFileSync(
  resolve(out, `vendor/govuk-frontend-${version}.min.js`),
  script.replace(/\/\/# sourceMappingURL.*/, ""),
);
