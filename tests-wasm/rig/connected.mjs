//! How most stories begin: a browser has called a telephone, and both hear each other.

/** `phone` is a telephone or the promise of one, `options` are those of the page. */
export async function connected(scene, phone, options) {
  const [agent, callee] = await Promise.all([scene.agent(options), phone]);
  const id = await agent.dial(callee.user);
  await agent.isIn("connected");
  await Promise.all([agent.hears(callee.hertz), callee.hears(agent.hertz)]);
  return { agent, phone: callee, id };
}
