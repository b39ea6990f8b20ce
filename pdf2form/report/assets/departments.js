"use strict";
// All departments in one table; those shown, or two to six that are chosen, in charts and side by side.

(() => {
  const { t, el, rows, state } = pdf2form;
  const { departmentName, FEWEST } = pdf2form.shown;
  const MOST_CHOSEN = 6;
  const MOST_DRAWN = 12;

  const isFew = (row) => !pdf2form.measures.enough(row);
  const inYear = (year) => (form) => year === null || form.year === (year === "" ? null : year);
  const yearKey = (row) => (row.year === null ? "all" : pdf2form.shown.yearKey(row));

  const chosenKeys = () => state.get("compare").split(" ").filter(Boolean);

  function chooser(row, choose) {
    if (!row.key) return null;
    const box = el("input", { type: "checkbox", value: row.key, checked: chosenKeys().includes(row.key),
      "aria-label": t("choose", { name: departmentName(row) }), change: () => choose(row.key, box) });
    return box;
  }

  // Keys hold no white space, so that a space may stand between them.
  function choose(key, box, redraw) {
    const others = chosenKeys().filter((other) => other !== key);
    const chosen = box.checked ? [...others, key] : others;
    if (chosen.length > MOST_CHOSEN) {
      box.checked = false;
      pdf2form.announce(t("at_most", { most: MOST_CHOSEN }));
      return;
    }
    state.set({ compare: chosen.join(" ") });
    pdf2form.announce(t("chosen_count", { count: chosen.length }));
    redraw();
  }

  // Measures down, departments across: what stands side by side.
  function sideBySide(found, year) {
    if (found.length < 2) return el("p", { class: "note" }, t("choose_two", { most: MOST_CHOSEN }));
    const years = year === null ? t("all_years") : pdf2form.shown.year({ year });
    const columns = [
      { key: "measure", label: t("measure"), kind: "text", cell: (measure) => measure.label },
      ...found.map((row, at) => ({
        key: `department-${at}`, label: departmentName(row), kind: "number",
        cell: (measure) => measure.cell(row),
      })),
    ];
    return pdf2form.plainTable({ id: "side-by-side", caption: `${t("side_by_side")} · ${years}`, columns, rows: pdf2form.measures.columns(), narrow: true });
  }

  // The forms of some departments, each from its own piece; one year or all.
  async function formsOf(found, year) {
    return Promise.all(found.map(async (row) => {
      const forms = rows(await pdf2form.load(`department/${row.piece}`));
      return { row, forms: forms.filter((form) => form.duplicate_of === null).filter(inYear(year)) };
    }));
  }

  async function charts(found, year) {
    const groups = await formsOf(found, year);
    const all = groups.flatMap(({ forms }) => forms);
    return [
      pdf2form.strip({ id: "scores", title: t("chart_scores"), summary: t("chart_scores_note"),
        groups: groups.map(({ row, forms }) => pdf2form.points.group(row, forms)) }),
      pdf2form.scatter({ id: "budgets", title: t("chart_budgets"), summary: pdf2form.points.budgetsNote(all),
        groups: found.length > MOST_CHOSEN
          ? [{ name: t("one_form"), points: pdf2form.points.budgets(all) }]
          : groups.map(({ row, forms }) => ({ name: departmentName(row), points: pdf2form.points.budgets(forms) })) }),
    ];
  }

  // The table of all departments: `chosen` hears that one was chosen for comparison, `drawn` what is shown.
  function departmentsTable(about, all, chosen, drawn) {
    return new pdf2form.Table({
      id: "departments", caption: t("nav_departments"), rows: all, sort: "-forms", cards: true,
      columns: [
        { key: "name", label: t("col_department"), kind: "text", sort: departmentName,
          cell: (row) => [pdf2form.shown.department(row), isFew(row) ? el("small", { class: "few" }, t("not_ranked")) : null] },
        { key: "compare", label: t("compare"), kind: "text", sort: (row) => (chosenKeys().includes(row.key) ? 0 : 1),
          cell: (row) => chooser(row, (key, box) => choose(key, box, chosen)) },
        ...pdf2form.measures.columns(),
      ],
      searched: (row) => `${departmentName(row)} ${row.code ?? ""}`,
      filters: [
        { key: "year", label: t("col_year"), first: "all", options: [["all", t("all_years")], ...about.years.map((year) => [String(year), String(year)]), ["none", t("no_year")]],
          of: yearKey },
        { key: "least", label: t("least_forms"), options: [["", t("any")], ["3", t("three_or_more")]], keeps: pdf2form.measures.enough },
      ],
      rowClass: (row) => (isFew(row) ? "few" : null),
      drawn,
    });
  }

  pdf2form.start(async (about) => {
    const all = pdf2form.measures.rows(rows(await pdf2form.load("departments")));
    const beside = el("div", { id: "beside" });
    const drawn = el("div", { id: "charts" });
    let shown = [];
    let turn = 0;

    async function redraw() {
      const mine = (turn += 1);
      // What is chosen stays so when the table is searched for the next one.
      const year = shown[0]?.year ?? null;
      const chosen = all.filter((row) => row.year === year && chosenKeys().includes(row.key));
      beside.replaceChildren(sideBySide(chosen, year), chosen.length ? clear : "");
      const found = chosen.length > 1 ? chosen : shown.filter((row) => row.forms).slice(0, MOST_DRAWN);
      const figures = found.length ? await charts(found, found[0].year) : [];
      if (mine === turn) drawn.replaceChildren(...figures);
    }

    const clear = el("button", { type: "button", id: "clear", click: () => {
      state.set({ compare: "" });
      table.draw();
    } }, t("clear_choice"));
    const drawnAgain = (found) => {
      shown = found;
      redraw();
    };
    const table = departmentsTable(about, all, redraw, drawnAgain);
    return [
      pdf2form.section("all", null, t("departments_note", { fewest: FEWEST }), el("p", {}, pdf2form.jump("comparison", t("side_by_side")), pdf2form.jump("drawn", t("charts"))), table.node),
      pdf2form.section("comparison", t("side_by_side"), null, beside),
      pdf2form.section("drawn", t("charts"), t("charts_note", { most: MOST_DRAWN }), drawn),
    ];
  });
})();
