"use strict";
// What stands around every page: its texts, the switch of languages, the footer; and when the page is drawn anew.

(() => {
  const { t, el } = pdf2form;
  let draw = null;
  let drawn = 0;

  function translate() {
    for (const element of document.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
    for (const link of document.querySelectorAll("nav a")) link.href = pdf2form.address(link.dataset.page);
    const main = document.getElementById("main");
    document.title = `${t(main.dataset.title)} · ${t("report_title")}`;
    const other = pdf2form.language.other();
    const button = document.getElementById("language");
    button.textContent = pdf2form.texts.language_name[other];
    button.lang = other;
  }

  async function redraw() {
    const content = document.getElementById("content");
    const turn = (drawn += 1);
    content.setAttribute("aria-busy", "true");
    try {
      const about = await pdf2form.load("about");
      document.getElementById("version").textContent = t("made_by", { version: about.version });
      const children = await draw(about);
      // A slower drawing of before must not come over a later one.
      if (turn !== drawn) return;
      content.replaceChildren(...children.flat().filter(Boolean));
      content.dispatchEvent(new Event("drawn"));
    } catch (error) {
      if (turn !== drawn) return;
      content.replaceChildren(el("p", { class: "fault", role: "alert" }, t("piece_missing", { name: error.message })));
      console.error(error);
    }
    content.removeAttribute("aria-busy");
  }

  // Starts a page: `make` gives, from the piece `about`, its sections; `moved` may take a change of the address itself.
  pdf2form.start = (make, moved = () => false) => {
    draw = make;
    pdf2form.language.choose(pdf2form.language.now);
    translate();
    document.getElementById("language").addEventListener("click", () => {
      pdf2form.language.choose(pdf2form.language.other());
      translate();
      redraw();
    });
    // As a link it would lead to #main, and the address says what the page is about.
    document.getElementById("skip").addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById("main").focus();
    });
    window.addEventListener("hashchange", () => moved() || redraw());
    redraw();
  };

  // Names the page after what it is about.
  pdf2form.entitle = (name) => {
    document.getElementById("title").textContent = name;
    document.title = `${name} · ${t("report_title")}`;
  };

  // A section with its heading; `note` is a sentence below it. Without a heading it is what the page is about.
  pdf2form.section = (id, heading, note, ...children) =>
    el("section", { id, class: heading ? null : "first", "aria-labelledby": heading ? `${id}-heading` : "title" },
      heading ? el("h2", { id: `${id}-heading`, tabindex: "-1" }, heading) : null,
      note ? el("p", { class: "note" }, note) : null,
      ...children);

  // Leads to a section further down; a link would change the address, which keeps the state of tables.
  pdf2form.jump = (id, text) =>
    el("button", { type: "button", class: "jump", "data-jump": id, click: () => {
      document.getElementById(`${id}-heading`).focus();
      document.getElementById(id).scrollIntoView();
    } }, text);

  // Figures with their names: [[name, value, explanation], …].
  pdf2form.figures = (id, items) =>
    el("dl", { id, class: "figures" }, items.map(([name, value, note]) =>
      el("div", {}, el("dt", {}, name), el("dd", {}, value), note ? el("dd", { class: "note" }, note) : null)));
})();
