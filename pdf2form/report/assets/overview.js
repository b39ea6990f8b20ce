"use strict";
// The first page: what was read, the money, departments by years, the largest differences.

(() => {
  const { t, el, link, number, address, rows } = pdf2form;
  const { department, cellLink, measured } = pdf2form.shown;
  const SHOWN = 10;
  const OUTCOMES = ["clean", "flagged", "no_form", "failed"];

  // What lies here, and how far it can be trusted, for those who have never seen such a form.
  function opening(about, departments) {
    const named = new Set(departments.map((row) => row.key).filter(Boolean));
    const [first, last] = [about.years[0], about.years.at(-1)];
    const printed = first === last ? first ?? t("no_year") : `${first}–${last}`;
    const yearless = departments.filter((row) => row.year === "").reduce((sum, row) => sum + row.forms, 0);
    const years = yearless ? t("and_no_year", { years: printed, count: number.whole(yearless) }) : printed;
    return [
      el("p", { id: "opening", class: "opening" }, t("opening", { departments: number.whole(named.size), years, forms: number.whole(about.forms) })),
      el("p", { class: "opening" }, t("trust"), " ", link(address("dictionary.html"), t("trust_more"))),
    ];
  }

  // The account as a strip whose parts are as long as their counts, and as words.
  function account({ account: counts, forms, duplicates }) {
    const strip = el("div", { class: "account", "aria-hidden": "true" });
    for (const outcome of OUTCOMES) {
      const part = el("span", { class: outcome });
      part.style.flexGrow = counts[outcome];
      if (counts[outcome]) strip.append(part);
    }
    const figures = [
      [t("documents"), number.whole(counts.inputs), t("documents_note")],
      ...OUTCOMES.map((outcome) => [el("span", { class: `sign ${outcome}` }, t(`outcome_${outcome}`)), number.whole(counts[outcome]), t(`outcome_${outcome}_note`)]),
      [t("forms"), number.whole(forms), duplicates ? t("duplicates_note", { count: number.whole(duplicates) }) : null],
    ];
    return pdf2form.section("account", t("account"), t("account_note"), pdf2form.figures("account-figures", figures), strip);
  }

  function money({ money: sums, score_doubted: scoreDoubted }) {
    const of = (count) => t("of_forms", { count: number.whole(count) });
    const figures = [
      [t("col_budget_unit"), number.money(sums.budget), of(sums.budget_forms)],
      [t("col_executed_unit"), number.money(sums.executed), of(sums.executed_forms)],
      [t("col_rate"), sums.rate === null ? "–" : number.percent(sums.rate), of(sums.rate_forms)],
    ];
    const weakened = { money_doubted: sums.doubted, money_disputed: sums.disputed, score_doubted: scoreDoubted };
    return pdf2form.section("money", t("money"), t("money_note", { without: number.whole(sums.without_unit) }),
      pdf2form.figures("money-figures", figures), pdf2form.shown.warnings(weakened));
  }

  const MEASURES = ["forms", "budget", "executed", "rate", "mean", "mismatches"];

  // Departments by years, one measure at a time.
  function matrix(departments, years) {
    const frame = el("div", {});
    const totals = departments.filter((row) => row.year === null).sort((one, other) => other.forms - one.forms).slice(0, 2 * SHOWN);
    const cells = new Map(departments.map((row) => [`${row.year} ${row.key}`, row]));
    const draw = (measure) => {
      const { kind, label: called, cell } = pdf2form.measures.column(measure);
      const column = (year, label) => ({ key: `year-${year === "" ? "none" : year}`, label, kind, cell: (row) => {
        const found = cells.get(`${year} ${row.key}`);
        return found ? cell(found) : null;
      } });
      const columns = [
        { key: "department", label: t("col_department"), kind: "text", cell: department },
        ...years.map((year) => column(year, String(year))),
        ...(departments.some((row) => row.year === "") ? [column("", t("no_year"))] : []),
        column(null, t("all_years")),
      ];
      frame.replaceChildren(pdf2form.plainTable({ id: "departments-years", caption: `${t("departments_years")} · ${called}`, columns, rows: totals, narrow: true }));
      pdf2form.state.set({ measure: measure === "forms" ? "" : measure });
    };
    const first = MEASURES.includes(pdf2form.state.get("measure")) ? pdf2form.state.get("measure") : "forms";
    const options = pdf2form.measures.columns(MEASURES).map(({ key, label }) => el("option", { value: key, selected: key === first }, label));
    const select = el("select", { id: "measure", change: () => draw(select.value) }, options);
    draw(first);
    const more = link(address("departments.html"), t("all_departments"));
    return pdf2form.section("matrix", t("departments_years"), t("departments_years_note"),
      el("form", { class: "controls" }, el("label", {}, el("span", {}, t("measure")), select)), frame, el("p", {}, more));
  }

  // The departments whose scores are furthest from what can be recomputed, each with the cell behind it.
  function furthest(departments, differences) {
    const cell = (row) => differences.find((found) => found.department_key === row.key && found.measure === "points");
    const found = departments
      .filter((row) => row.year === null && row.forms >= pdf2form.shown.FEWEST && row.largest && row.mismatches)
      .sort((one, other) => other.largest - one.largest)
      .slice(0, SHOWN);
    const columns = [
      { key: "department", label: t("col_department"), kind: "text", cell: department },
      { key: "largest", label: t("col_largest"), kind: "points" },
      { key: "cell", label: t("col_cell"), kind: "text", cell: (row) => cell(row) && cellLink(cell(row)) },
      { key: "mismatches", label: t("col_mismatches"), kind: "whole" },
      { key: "forms", label: t("forms"), kind: "whole" },
    ];
    return pdf2form.section("furthest", t("furthest"), t("furthest_note"),
      found.length ? pdf2form.plainTable({ id: "departments-furthest", caption: t("furthest"), columns, rows: found, cards: true }) : el("p", {}, t("nothing_found")));
  }

  function largest(differences) {
    const columns = [
      { key: "project", label: t("col_project"), kind: "text", cell: pdf2form.shown.cautious },
      { key: "department", label: t("col_department"), kind: "text", cell: department },
      { key: "label", label: t("col_cell"), kind: "text", cell: cellLink },
      { key: "printed", label: t("col_printed"), kind: "printed" },
      { key: "recomputed", label: t("col_recomputed"), kind: "printed" },
      { key: "difference", label: t("col_difference"), kind: "signed", cell: measured },
    ];
    // Several rules may speak of one cell; here it stands once.
    const met = new Set();
    const isNew = (row) => !met.has(row.form_id + row.subject) && met.add(row.form_id + row.subject);
    const found = differences.filter((row) => row.result === "mismatch").filter(isNew).slice(0, SHOWN);
    return pdf2form.section("largest", t("largest_differences"), t("largest_note"),
      found.length ? pdf2form.plainTable({ id: "differences-largest", caption: t("largest_differences"), columns, rows: found, cards: true }) : el("p", {}, t("nothing_found")),
      el("p", {}, link(address("differences.html"), t("all_differences"))));
  }

  pdf2form.start(async (about) => {
    const departments = pdf2form.measures.rows(rows(await pdf2form.load("departments")));
    const differences = about.pieces.differences ? rows(await pdf2form.load("differences/1")) : [];
    return [opening(about, departments), account(about), money(about), furthest(departments, differences), largest(differences), matrix(departments, about.years)];
  });
})();
