// node bundle.mjs <source> <target> [apart]
// apart: as in production, where it is modules and what is imported late is a file of its own, beside the target
import { dirname, resolve } from "node:path";
import { build } from "esbuild";

const [source, target, apart] = process.argv.slice(2);
const define = { "process.env.NODE_ENV": apart ? '"production"' : '"development"' };

// Reflex gives each script of the store a folder that is named after its module in Python.
const rxapp = resolve(import.meta.dirname, "../../../rxapp");
const placed = {
  name: "placed",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.\/\.\.\/stripe_elements\/component\// }, ({ path }) => ({
      path: resolve(rxapp, "stripe_elements", path.split("/").at(-1)),
    }));
    onResolve({ filter: /^(\.\.\/\.\.\/ui|\.\.)\/\w+\/\w+\.jsx$/ }, ({ path }) => ({
      path: resolve(rxapp, "ui", path.split("/").at(-1)),
    }));
  },
};

await build({
  entryPoints: [source],
  ...(apart ? { outdir: dirname(target), format: "esm", splitting: true } : { outfile: target }),
  define,
  plugins: [placed],
  alias: { "react-router": `${import.meta.dirname}/link.jsx` },
  nodePaths: [`${import.meta.dirname}/node_modules`],
  bundle: true,
  minify: true,
  jsx: "automatic",
  logLevel: "error",
});
