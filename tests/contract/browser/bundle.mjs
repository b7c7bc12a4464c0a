// node bundle.mjs <source> <target> [apart]
// apart: as in production, where it is modules and what is imported late is a file of its own, beside the target
import { dirname } from "node:path";
import { build } from "esbuild";

const [source, target, apart] = process.argv.slice(2);
const define = { "process.env.NODE_ENV": apart ? '"production"' : '"development"' };
await build({
  entryPoints: [source],
  ...(apart ? { outdir: dirname(target), format: "esm", splitting: true } : { outfile: target }),
  define,
  nodePaths: [`${import.meta.dirname}/node_modules`],
  bundle: true,
  minify: true,
  jsx: "automatic",
  logLevel: "error",
});
