//! The pages of the bench: bundled once, served from memory.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL("./", import.meta.url));
const TYPES = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };

/** One entry as a page's script. `alias` names modules that npm does not know. */
export const bundle = (entry, { alias = {} } = {}) => run({ entryPoints: [HERE + entry], alias });

/** The same of a script that is no file. */
export const bundleText = (contents) => run({ stdin: { contents, resolveDir: HERE } });

async function run(input) {
  const result = await build({
    ...input, absWorkingDir: HERE, bundle: true, minify: true, write: false, format: "esm", target: "es2022",
    platform: "browser", legalComments: "none", logLevel: "error", define: { global: "globalThis" },
    nodePaths: [`${HERE}node_modules`],
  });
  return result.outputFiles[0].contents;
}

/** A page with one script; `wasm` is fetched beside it, as the README of the SDK says. */
export const page = (script, wasm) => [
  '<!doctype html><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,">',
  wasm ? `<link rel="preload" href="${wasm}" as="fetch" type="application/wasm" crossorigin>` : "",
  `<script type="module" src="${script}"></script>`,
].join("");

export class Site {
  #server;
  #files = new Map();

  static async open() {
    const site = new Site();
    site.#server = createServer((request, response) => {
      const path = new URL(request.url, "http://localhost").pathname;
      const bytes = site.#files.get(path);
      response.writeHead(bytes ? 200 : 404, {
        "content-type": TYPES[path.split(".").at(-1)] ?? "application/octet-stream",
        "cache-control": "no-store",
      });
      response.end(bytes);
    });
    await new Promise((resolve) => site.#server.listen(0, "127.0.0.1", resolve));
    site.url = `http://127.0.0.1:${site.#server.address().port}`;
    return site;
  }

  add(path, bytes) {
    this.#files.set(path, Buffer.from(bytes));
    return this;
  }

  addFile(path, file) {
    return this.add(path, readFileSync(file));
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
