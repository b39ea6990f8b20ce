"use strict";
// Long tables: their pieces come one after the other, and how far that has got is shown.

(() => {
  const { t, el, rows } = pdf2form;
  // Milliseconds between two drawings of a table that grows: drawing it for every piece would take longer than loading.
  const PAUSE = 1500;

  // Loads the pieces KIND/1 … of a long table; `grown` hears of all rows so far. Gives the element that shows how far it is.
  pdf2form.growing = (about, kind, made, grown) => {
    const count = about.pieces[kind] ?? 0;
    const bar = el("progress", { max: count, value: 0, "aria-label": t("loading") });
    const words = el("span", {}, t("loading"));
    const node = el("p", { class: "progress", "data-loading": kind }, bar, words);
    const all = [];
    let shown = -PAUSE;
    const run = async () => {
      await pdf2form.loadAll(kind, count, async (piece, number) => {
        for (const row of piece) all.push(made(row));
        bar.value = number;
        words.textContent = t("loaded", { number, count });
        if (number < count && performance.now() < shown + PAUSE) return;
        grown(all);
        await new Promise((resolve) => setTimeout(resolve));
        shown = performance.now();
      });
      node.hidden = true;
      node.dataset.loaded = kind;
    };
    run().catch((error) => {
      node.replaceChildren(el("span", { class: "fault", role: "alert" }, t("piece_missing", { name: error.message })));
    });
    return node;
  };

  // The choices of a filter by department, by name; the table leaves out those that have no row in it.
  pdf2form.departmentFilter = (departments, keyOf) => ({
    key: "department",
    label: t("col_department"),
    options: [["", t("all")], ...departments
      .filter((row) => row.year === null && row.key)
      .sort((one, other) => pdf2form.compare(one.name, other.name))
      .map((row) => [row.key, row.name])],
    of: keyOf,
  });

  pdf2form.yearFilter = (years) => ({
    key: "year",
    label: t("col_year"),
    options: [["", t("all")], ...years.map((year) => [String(year), String(year)]), ["none", t("no_year")]],
    of: pdf2form.shown.yearKey,
  });

  pdf2form.departments = async () => rows(await pdf2form.load("departments"));
})();
