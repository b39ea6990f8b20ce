"use strict";
// What every page stands on: pieces of data that are loaded when they are asked for, and the state that the address keeps.

window.pdf2form = { texts: {} };

(() => {
  const NAME = /^[A-Za-z0-9-]+(\/[A-Za-z0-9-]+)*$/;
  const waiting = new Map();

  // Where the browser asks for it (see the policy in the pages' head), only addresses made here become scripts.
  const policy = window.trustedTypes?.createPolicy("pieces", { createScriptURL: (address) => address }) ?? {
    createScriptURL: (address) => address,
  };

  // Called by the pieces themselves: data/NAME.js is pdf2form.piece("NAME", …).
  pdf2form.piece = (name, value) => waiting.get(name)?.resolve(value);

  // Gives the promise of a piece. Names come from the address too, so that anything but a plain name is refused.
  pdf2form.load = (name) => {
    if (!NAME.test(name)) return Promise.reject(new Error(name));
    if (!waiting.has(name)) {
      const entry = {};
      entry.promise = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
      waiting.set(name, entry);
      const script = document.createElement("script");
      script.src = policy.createScriptURL(`data/${name}.js`);
      script.onload = () => script.remove();
      script.onerror = () => entry.reject(new Error(script.getAttribute("src")));
      document.head.append(script);
    }
    return waiting.get(name).promise;
  };

  // A table of a piece as objects.
  pdf2form.rows = ({ columns, rows }) =>
    rows.map((cells) => Object.fromEntries(columns.map((column, at) => [column, cells[at]])));

  // Loads KIND/1 … KIND/count one after the other; `each` gets the rows of one piece and its number, and is waited for.
  pdf2form.loadAll = async (kind, count, each) => {
    for (let number = 1; number <= count; number += 1) {
      await each(pdf2form.rows(await pdf2form.load(`${kind}/${number}`)), number);
    }
  };

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  // The hash is SUBJECT?name=value&…: what the page is about, and how its tables are sorted and filtered.
  function parts() {
    const [subject, query = ""] = location.hash.slice(1).split("?");
    return { subject, query: new URLSearchParams(query) };
  }

  function hash(subject, query) {
    const asked = query.toString();
    return `#${subject}${asked ? `?${asked}` : ""}`;
  }

  pdf2form.state = {
    subject: () => decoded(parts().subject),
    get: (name) => parts().query.get(name) ?? "",
    set(values) {
      const { subject, query } = parts();
      for (const [name, value] of Object.entries(values)) {
        if (value) query.set(name, value);
        else query.delete(name);
      }
      const kept = hash(subject, query);
      history.replaceState(null, "", kept === "#" ? location.href.split("#")[0] : kept);
    },
  };

  // The address of a page; keys may hold any character, the pointers of values keep their slashes.
  pdf2form.address = (page, subject = "", query = {}) => {
    const asked = new URLSearchParams(query);
    if (pdf2form.language.inAddress) asked.set("lang", pdf2form.language.now);
    const plain = encodeURIComponent(subject).replaceAll("%2F", "/");
    const there = hash(plain, asked);
    return there === "#" ? page : page + there;
  };
})();
