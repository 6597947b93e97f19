//! What the rig tells: each story once, with the parts that it needs and, where one can not, why.

/** The columns of the table. */
export const PARTS = ["Kamailio", "rtpengine", "coturn", "SIPp", "baresip", "linphone", "Chromium", "Firefox"];

export const stories = [];

/**
 * `parts` take part whatever the browser, `browsers` are those it is told in, `cannot` says for a part why it has no such story.
 * `seconds` is how long it waits for something that takes its time; one that is told `alone` measures time that others would
 * take from it. `run(scene)` is the story.
 */
export function story(name, { parts, browsers = ["Chromium"], cannot = {}, seconds = 0, alone = false }, run) {
  const unknown = [...parts, ...browsers, ...Object.keys(cannot)].filter((part) => !PARTS.includes(part));
  if (unknown.length > 0) throw new Error(`${name}: there is no ${unknown}`);
  stories.push({ name, parts, browsers, cannot, seconds, alone, run });
}
