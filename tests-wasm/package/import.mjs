// On a server there is no window: importing must work there all the same.
const [sdk, widget] = await Promise.all([import("@ringdesk/sdk"), import("@ringdesk/widget")]);
for (const [module, name] of [[sdk, "createPhone"], [sdk, "PhoneError"], [widget, "RingdeskPhone"], [widget, "RingdeskMeet"]]) {
  if (typeof module[name] !== "function") throw new Error(`${name} is not exported`);
}
