// node bundle.mjs <source> <target>
import { build } from 'esbuild';

const [source, outfile] = process.argv.slice(2);
const define = { 'process.env.NODE_ENV': '"development"' };
await build({
  entryPoints: [source],
  outfile,
  define,
  nodePaths: [`${import.meta.dirname}/node_modules`],
  bundle: true,
  minify: true,
  jsx: 'automatic',
  logLevel: 'error',
});
