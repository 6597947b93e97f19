//! A story that failed is told once more, and the run says so: two busy cores now and then stall a browser for longer than its sound can bear.

import { test as run } from "node:test";

/** As node's `test`, for stories: whatever is closed after one is closed before it is told again. */
export const test = (name, ...rest) => {
  const tell = rest.pop();
  return run(name, ...rest, (t) => toldAgain(t, () => tellOnce(t, tell)));
};

/** Runs `tell` once more if it fails, and says why. */
export async function toldAgain(t, tell) {
  try {
    return await tell();
  } catch (error) {
    // `cargo xtask test` looks for these words.
    t.diagnostic(`told again, because ${error.message.replaceAll("\n", " ").slice(0, 500)}`);
    return tell();
  }
}

async function tellOnce(t, tell) {
  const closers = [];
  const context = { name: t.name, diagnostic: (text) => t.diagnostic(text), after: (close) => closers.push(close), error: undefined };
  const attempt = async (step) => {
    try {
      await step();
    } catch (error) {
      context.error ??= error;
    }
  };
  await attempt(() => tell(context));
  for (const close of closers) await attempt(close);
  if (context.error) throw context.error;
}
