//! Serves the bare page and the SDK that was built, to the browsers of the rig.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const FOLDERS = { sdk: join(HERE, "../../pkg/sdk/dist"), page: join(HERE, "page") };
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

export async function servePages() {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://rig");
    const [, folder, ...rest] = normalize(pathname === "/" ? "/page/index.html" : pathname).split("/");
    try {
      const body = await readFile(join(FOLDERS[folder], ...rest));
      response.writeHead(200, { "content-type": TYPES[extname(rest.at(-1))] ?? "text/plain" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve, reject) => server.listen(0, "127.0.0.1", resolve).once("error", reject));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
