/** Resolves with what gives the name free again, or with nothing while somebody, in whatever tab, has it. */
export const own = (name) =>
  new Promise((tell) =>
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => lock && new Promise((free) => tell(free)))
      .then(() => tell(), () => tell()),
  );
