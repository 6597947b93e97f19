//! What a page downloads for each library, with brotli at its best: minified by esbuild, each file by itself.

import { readFileSync, readdirSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

import { SDK } from "./side.mjs";
import { bundleText } from "./site.mjs";

const brotli = (bytes) => brotliCompressSync(bytes, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
}).length;

export async function sizes() {
  // As `cargo xtask size` counts: the module and every script of the package.
  const served = readdirSync(SDK).filter((file) => /\.(js|wasm)$/.test(file));
  return {
    ours: served.reduce((sum, file) => sum + brotli(readFileSync(SDK + file)), 0),
    jssip: brotli(await bundleText('import JsSIP from "jssip"; window.JsSIP = JsSIP;')),
    sipjs: brotli(await bundleText('import { UserAgent, Registerer, Inviter, SessionState } from "sip.js"; Object.assign(window, { UserAgent, Registerer, Inviter, SessionState });')),
  };
}
