//! A stock Firefox, steered by WebDriver BiDi. Its fake microphone is a sine of 1,000 Hz.

import { launch } from "puppeteer-core";

/** What its microphone says. */
export const FIREFOX_HERTZ = 1000;

/** `env` names its sound server: its AudioContext does not run without one. */
export function launchFirefox({ env = {} } = {}) {
  return launch({
    browser: "firefox",
    env: { ...process.env, ...env },
    executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
    headless: true,
    acceptInsecureCerts: true,
    extraPrefsFirefox: {
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      "media.autoplay.default": 0,
      "media.autoplay.blocking_policy": 0,
      // The servers of the tests are on 127.0.0.1, where Firefox gathers no candidate by itself.
      "media.peerconnection.ice.loopback": true,
      "media.peerconnection.ice.obfuscate_host_addresses": false,
      "app.update.enabled": false,
      "browser.safebrowsing.downloads.remote.enabled": false,
      "datareporting.policy.dataSubmissionEnabled": false,
      "toolkit.telemetry.enabled": false,
    },
  });
}
