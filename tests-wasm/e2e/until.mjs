//! Waiting for what another process does: asked again and again until it is so, never a fixed time.

/** Resolves with the first truthy answer of `ask`; fails with the last answer or error after `seconds`. */
export async function until(what, ask, { seconds = 20, everyMs = 100 } = {}) {
  const deadline = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`${what}: not within ${seconds} s; last seen: ${seen}`);
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Resolves when `ask` stayed truthy for the whole time: for what must not happen. */
export async function throughout(what, seconds, ask) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (!(await ask())) throw new Error(`${what}: it did not stay so for ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
