//! What people hear when a page is reloaded: the one that mixes a conference or holds somebody, or that of one who takes part.


import { bare, isLoaded, isTalking, talk } from "../bare.mjs";
import { Scene, VOICE } from "../scene.mjs";
import { test } from "../told.mjs";
import { wav } from "../tone.mjs";
import { until } from "../until.mjs";
import { MUSIC, hear } from "../voices.mjs";

test("a conference goes on when the page that mixes it is reloaded, and when the page of a party is", async (t) => {
  const scene = await Scene.open(t);
  const [mina, jun, sora] = await Promise.all(["mina", "jun", "sora"].map((name) => bare(scene, name, VOICE[name])));
  const everybody = () => hear([mina, "jun", "sora"], [jun, "mina", "sora"], [sora, "mina", "jun"]);
  await talk(mina, jun, "102");
  await mina.page.evaluate(async () => void (await window.bare.call().addParty("103")));
  await until("an incoming call", () => sora.page.evaluate(() => window.bare.call()?.state === "incoming"));
  await sora.page.evaluate(() => window.bare.call().answer());
  await everybody();
  for (const party of [mina, jun]) {
    await party.page.reload();
    await isLoaded(party);
    await isTalking(party);
    await everybody();
  }
});

test("who is held hears music again when the page that holds him was reloaded, and then the agent", async (t) => {
  const scene = await Scene.open(t);
  const music = (page) => page.route("**/hold.wav", (route) => route.fulfill({ body: wav(MUSIC), contentType: "audio/wav" }));
  const [mina, jun] = await Promise.all([
    bare(scene, "mina", VOICE.mina, { options: { holdMusic: "/hold.wav" }, prepare: music }), bare(scene, "jun", VOICE.jun),
  ]);
  await talk(mina, jun, "102");
  await mina.page.evaluate(() => window.bare.call().hold());
  await hear([jun, "music"]);
  await mina.page.reload();
  await isLoaded(mina);
  await isTalking(mina);
  await hear([jun, "music"]);
  await mina.page.evaluate(() => window.bare.call().resume());
  await hear([jun, "mina"], [mina, "jun"]);
});
