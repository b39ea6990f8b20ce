"use strict";
// Elements. Values get to the page here and only here: as text or as plain attributes, never as markup.

(() => {
  const SVG = "http://www.w3.org/2000/svg";

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (typeof value === "function") element.addEventListener(name, value);
      else element.setAttribute(name, value === true ? "" : String(value));
    }
    element.append(...children.flat(2).filter((child) => child !== null && child !== undefined));
    return element;
  }

  // An element; functions among its attributes listen to the event of their name; null attributes and children are left out.
  pdf2form.el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

  pdf2form.svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  // A cell of a table; where a number should be, anything may stand on paper, and long text may break everywhere.
  const LONG = 40;

  pdf2form.cell = (tag, attributes, inside) => {
    const cell = pdf2form.el(tag, { role: "cell", ...attributes }, pdf2form.el("div", {}, inside));
    if (cell.textContent.length > LONG) cell.classList.add("wordy");
    return cell;
  };

  pdf2form.link = (address, ...children) => pdf2form.el("a", { href: address }, ...children);

  // Says something to those who do not see the page.
  pdf2form.announce = (text) => {
    document.getElementById("status").textContent = text;
  };

  // Puts text into the clipboard; pages from disk may not be let, then it is taken from a field.
  pdf2form.copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = pdf2form.el("textarea", { "aria-hidden": "true", class: "away" }, text);
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    pdf2form.announce(pdf2form.t("copied"));
  };
})();
