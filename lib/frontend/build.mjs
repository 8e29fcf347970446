// Bundles the front end into lib/kabook/static.
//   node build.mjs           writes kabook.<hash>.js, course.js and manifest.json
//   node build.mjs --fresh   exits 1 when what is committed is not what the sources give
//   node build.mjs --demo    the development page on 127.0.0.1:8790
//   node build.mjs --tests   bundles the tests for node --test
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = ["es2022", "chrome109", "firefox115", "safari16"];

/** A style sheet becomes a minified string: the bundle injects it once per page. */
const styleText = {
  name: "style-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const styles = await esbuild.build({
        entryPoints: [path],
        bundle: true,
        minify: true,
        target,
        write: false,
      });
      return { contents: styles.outputFiles[0].text, loader: "text", watchFiles: [path] };
    });
  },
};

const options = {
  absWorkingDir: here,
  bundle: true,
  charset: "utf8",
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  plugins: [styleText],
  target,
};

async function bundle(entry, format) {
  const built = await esbuild.build({
    ...options,
    entryPoints: [`src/${entry}`],
    format,
    minify: true,
    write: false,
  });
  return built.outputFiles[0].text;
}

async function outputs() {
  const [page, course] = await Promise.all([
    bundle("index.tsx", "esm"),
    bundle("course.ts", "iife"),
  ]);
  const hash = createHash("sha256").update(page).digest("hex").slice(0, 10);
  const name = `kabook.${hash}.js`;
  return {
    [name]: page,
    "course.js": course,
    "manifest.json": `${JSON.stringify({ bundle: name })}\n`,
  };
}

const isOurs = (name) => /^(kabook\.[0-9a-f]{10}\.js|course\.js|manifest\.json)$/.test(name);

async function build(directory) {
  const files = await outputs();
  mkdirSync(directory, { recursive: true });
  // The new bundle is there before the old one goes: a page may be loading.
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  for (const name of readdirSync(directory)) {
    if (isOurs(name) && !(name in files)) rmSync(join(directory, name));
  }
  for (const [name, text] of Object.entries(files)) {
    console.log(`${name}  ${(Buffer.byteLength(text) / 1024).toFixed(1)} KB`);
  }
}

async function checkFresh(directory) {
  const files = await outputs();
  const committed = readdirSync(directory).filter(isOurs);
  const stale = Object.entries(files).filter(
    ([name, text]) =>
      !committed.includes(name) || readFileSync(join(directory, name), "utf8") !== text,
  );
  if (stale.length || committed.length !== Object.keys(files).length) {
    console.error("lib/kabook/static is not what the sources give: run npm run build");
    process.exit(1);
  }
}

const output = join(here, "../kabook/static");
const [mode] = process.argv.slice(2);
if (mode === "--demo") {
  const context = await esbuild.context({
    ...options,
    entryPoints: ["demo/demo.ts", "src/course.ts"],
    outdir: "build/demo",
    format: "esm",
    sourcemap: "inline",
  });
  const { port } = await context.serve({ servedir: here, host: "127.0.0.1", port: 8790 });
  console.log(`http://127.0.0.1:${port}/demo/`);
} else if (mode === "--tests") {
  rmSync(join(here, "build/tests"), { recursive: true, force: true });
  await esbuild.build({
    ...options,
    entryPoints: readdirSync(join(here, "tests")).map((name) => `tests/${name}`),
    outdir: "build/tests",
    outExtension: { ".js": ".mjs" },
    format: "esm",
    platform: "node",
    target: "node20",
  });
} else if (mode === "--fresh") {
  await checkFresh(output);
} else {
  await build(output);
}
