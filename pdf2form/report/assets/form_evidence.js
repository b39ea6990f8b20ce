"use strict";
// Where a value stands: the page with its box drawn, what was read there, how it is linked and cited.

(() => {
  const { t, el, svg, number } = pdf2form;
  const MARGIN = 2;

  // The page as a picture with room for boxes; without a picture the reason stands in its place, and the box is drawn all the same.
  function page(form, entry, select) {
    const label = t("page_of_file", { page: entry.page, file: form.file });
    const boxes = svg("svg", { viewBox: `0 0 ${entry.width} ${entry.height}`, "aria-hidden": "true", click: (event) => select(entry.page, event) });
    const inside = entry.picture
      ? el("img", { src: entry.picture, alt: label, width: Math.round(entry.width), height: Math.round(entry.height), decoding: "async" })
      : el("p", { class: "missing", "data-missing": entry.missing }, t("picture_missing"), " ", t("missing_" + entry.missing));
    const sheet = el("div", { class: "sheet" }, inside, boxes);
    sheet.style.aspectRatio = `${entry.width} / ${entry.height}`;
    const figure = el("figure", { class: "page", "data-page": entry.page }, sheet, el("figcaption", {}, label));
    return { figure, sheet, boxes };
  }

  function draw(where, pages) {
    for (const { boxes } of pages.values()) boxes.replaceChildren();
    return where.flatMap(([number, x0, top, x1, bottom]) => {
      const found = pages.get(number);
      if (!found) return [];
      const rect = svg("rect", { class: "box", x: x0 - MARGIN, y: top - MARGIN, width: x1 - x0 + 2 * MARGIN, height: bottom - top + 2 * MARGIN });
      found.boxes.append(rect);
      return [rect];
    });
  }

  // Moves the paper, not the window, so that the box stands in its middle.
  function centre(paper, rect) {
    const [outer, inner] = [paper.getBoundingClientRect(), rect.getBoundingClientRect()];
    paper.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
    paper.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }

  // The pointer of the smallest cell around a point of a page.
  function cellAt(form, number, [x, y]) {
    const cells = Object.entries(form.readings).flatMap(([pointer, reading]) => reading.where
      .filter(([page, x0, top, x1, bottom]) => page === number && x >= x0 - MARGIN && x <= x1 + MARGIN && y >= top - MARGIN && y <= bottom + MARGIN)
      .map(([, x0, top, x1, bottom]) => ({ pointer, size: (x1 - x0) * (bottom - top) })));
    return cells.sort((one, other) => one.size - other.size)[0]?.pointer;
  }

  // Citation and link: buttons that copy them, and their texts, to be read and marked by hand as well.
  function copies(texts) {
    return {
      buttons: el("p", { class: "copies" }, texts.map(({ id, label, name, text }) =>
        el("button", { type: "button", "data-copy": name, "aria-describedby": id, click: () => pdf2form.copy(text) }, label))),
      texts: texts.map(({ id, text }) => el("p", { id, class: "copied" }, text)),
    };
  }

  function details(form, pointer) {
    const reading = form.readings[pointer];
    const understood = pdf2form.value.understood(form, pointer);
    const value = understood !== null && understood !== reading.raw ? [[t("understood"), understood]] : [];
    const pages = [...new Set(reading.where.map(([number]) => number))].join(t("comma"));
    const how = reading.source === "text" ? t("source_text")
      : `${t("source_ocr")}${reading.confidence === undefined ? "" : ` (${number.percent(100 * reading.confidence)} %)`}`;
    const items = [
      [t("as_printed"), el("span", { class: "raw" }, reading.raw || t("blank"))],
      ...value,
      ...(reading.corrected === undefined ? [] : [[t("corrected"), reading.corrected]]),
      [t("page"), t("page_and_source", { page: pages || "–", source: how })],
    ];
    return el("dl", { class: "pairs" }, items.map(([name, inside]) => el("div", {}, el("dt", {}, name), el("dd", {}, inside))));
  }

  function speaking(form, pointer) {
    const found = pdf2form.value.about(form, pointer);
    return found.length
      ? el("ul", { class: "findings" }, found.map((finding) =>
          el("li", { "data-rule": finding.rule }, pdf2form.shown.result(finding.result), " ", finding[pdf2form.language.now], " ", el("small", {}, pdf2form.shown.rule(finding)))))
      : el("p", { class: "note" }, t("not_checked"));
  }

  function backToValue() {
    const value = document.querySelector("a.value[aria-current]");
    value.focus();
    value.scrollIntoView({ block: "center" });
  }

  // What stands above the page, and what below it.
  function told(form, pointer) {
    const permanent = `${location.href.split("#")[0]}#${form.form_id}${pointer}`;
    const copied = copies([
      { id: "citation", label: t("copy_citation"), name: "citation", text: pdf2form.value.cite(form, pointer) },
      { id: "permanent", label: t("copy_link"), name: "link", text: permanent },
    ]);
    const above = [
      el("h2", { id: "evidence-heading", tabindex: "-1" }, pdf2form.value.name(form, pointer)),
      details(form, pointer),
      copied.buttons,
      speaking(form, pointer),
    ];
    return { above, below: [...copied.texts, el("button", { type: "button", class: "back", click: backToValue }, t("back_to_value"))] };
  }

  // The panel beside a form; `show` puts a value into it, or nothing yet.
  pdf2form.evidence = (form) => {
    const select = (number, event) => {
      const { boxes } = pages.get(number);
      const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(boxes.getScreenCTM().inverse());
      const pointer = cellAt(form, number, [x, y]);
      if (pointer) location.hash = form.form_id + pointer;
    };
    const pages = new Map(form.pages.map((entry) => [entry.page, page(form, entry, select)]));
    const words = el("div", { id: "evidence-words" });
    // Long ones are moved by keys too.
    const texts = el("div", { id: "evidence-texts", role: "group", tabindex: "0", "aria-label": t("citation_and_link") });
    const nothing = { above: [el("h2", { id: "evidence-heading", tabindex: "-1" }, t("evidence")), el("p", { class: "note" }, t("evidence_note"))], below: [] };
    const paper = el("div", { id: "paper", class: "paper large", role: "region", tabindex: "0", "aria-label": t("pages") }, [...pages.values()].map(({ figure }) => figure));
    const zoom = el("button", { type: "button", id: "zoom", "aria-pressed": "true", click: () => {
      const large = paper.classList.toggle("large");
      zoom.setAttribute("aria-pressed", String(large));
      const rect = paper.querySelector(".box");
      if (rect) centre(paper, rect);
    } }, t("larger"));
    const node = el("aside", { id: "evidence", "aria-label": t("evidence") }, words, zoom, paper, texts);
    const show = (pointer) => {
      const reading = form.readings[pointer];
      const { above, below } = reading ? told(form, pointer) : nothing;
      words.replaceChildren(...above);
      texts.replaceChildren(...below);
      const rects = draw(reading?.where ?? [], pages);
      if (rects.length) centre(paper, rects[0]);
    };
    return { node, show };
  };
})();
