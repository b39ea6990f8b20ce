"use strict";
// One department: its figures, its years, all its forms.

(() => {
  const { t, el, link, number, rows, state, address } = pdf2form;
  const { departmentName, distinct, options } = pdf2form.shown;

  const percent = (count, of) => (of ? number.percent((100 * count) / of) : "–");

  function figures(row) {
    const money = (value) => (value === null ? "–" : number.money(value));
    const points = (value) => (value === null ? "–" : number.fixed(value));
    return pdf2form.figures("department-figures", [
      [t("forms"), number.whole(row.forms), row.duplicates ? t("duplicates_note", { count: number.whole(row.duplicates) }) : null],
      [t("col_budget"), money(row.budget), t("unit_money")],
      [t("col_executed"), money(row.executed), t("unit_money")],
      [t("col_rate"), row.rate === null ? "–" : number.percent(row.rate), t("rate_note", { forms: row.money_forms })],
      [t("col_mean"), points(row.mean), t("of_scored", { forms: row.scored })],
      [t("col_median"), points(row.median), null],
      [t("col_full_share"), percent(row.full_marks, row.scored), null],
      [t("col_mismatches"), number.whole(row.mismatches), t("in_forms", { forms: row.mismatch_forms })],
      [t("col_clean_share"), percent(row.clean, row.forms), null],
    ]);
  }

  function years(found) {
    const columns = [
      { key: "year", label: t("col_year"), kind: "text", cell: (row) => row.year === null ? t("all_years") : String(row.year) },
      { key: "forms", label: t("forms"), kind: "whole" },
      { key: "budget", label: t("col_budget_unit"), kind: "money" },
      { key: "executed", label: t("col_executed_unit"), kind: "money" },
      { key: "rate", label: t("col_rate"), kind: "percent" },
      { key: "mean", label: t("col_mean"), kind: "fixed" },
      { key: "mismatches", label: t("col_mismatches"), kind: "whole" },
    ];
    return pdf2form.plainTable({ id: "years", caption: t("by_year"), columns, rows: found });
  }

  function badges(form) {
    const marks = [
      [form.duplicate_of, "duplicate", () => link(address("form.html", form.duplicate_of), t("duplicate"))],
      [form.scanned, "scanned", () => t("scanned")],
      [form.corrected, "corrected", () => t("corrected")],
    ];
    const found = marks.filter(([present]) => present).map(([, kind, text]) => pdf2form.shown.badge(kind, text()));
    return found.length ? found : null;
  }

  function forms(found) {
    return new pdf2form.Table({
      id: "forms", caption: t("forms"), rows: found, sort: "-mismatches", cards: true,
      columns: [
        { key: "project", label: t("col_project"), kind: "text", cell: (form) => [pdf2form.shown.form(form), badges(form)] },
        { key: "year", label: t("col_year"), kind: "short", cell: (form) => form.year === null ? null : String(form.year) },
        { key: "unit", label: t("col_unit"), kind: "text" },
        { key: "budget", label: t("col_budget_unit"), kind: "money" },
        { key: "executed", label: t("col_executed_unit"), kind: "money" },
        { key: "rate", label: t("col_rate"), kind: "percent" },
        { key: "total_score", label: t("col_score"), kind: "fixed" },
        { key: "mismatches", label: t("col_mismatches"), kind: "whole" },
        { key: "largest", label: t("col_largest"), kind: "fixed" },
        { key: "doubts", label: t("col_doubts"), kind: "whole" },
        { key: "signals", label: t("nav_signals"), kind: "whole" },
        { key: "file", label: t("col_file"), kind: "text" },
      ],
      searched: (form) => `${form.project ?? ""} ${form.unit ?? ""} ${form.file}`,
      filters: [
        { key: "year", label: t("col_year"), options: options(distinct(found, "year").map(String), String), keeps: (form, value) => form.year === Number(value) },
        { key: "unit", label: t("col_unit"), options: options(distinct(found, "unit"), String), keeps: (form, value) => form.unit === value },
        { key: "state", label: t("state"), options: options(["clean", "flagged"], (value) => t(`outcome_${value}`)),
          keeps: (form, value) => Boolean(form.clean) === (value === "clean") },
      ],
    });
  }

  pdf2form.start(async () => {
    const key = state.subject();
    const found = rows(await pdf2form.load("departments")).filter((row) => row.key === key);
    if (!found.length) return [el("p", { class: "fault", role: "alert" }, t("no_such_department", { key }), " ", link(address("departments.html"), t("nav_departments")))];
    const total = found.find((row) => row.year === null);
    const name = departmentName(total);
    pdf2form.entitle(name);
    const all = rows(await pdf2form.load(`department/${total.piece}`));
    const counted = all.filter((form) => form.duplicate_of === null);
    const group = pdf2form.points.group(total, counted);
    const asked = { "differences-department": key };
    return [
      el("p", { class: "lead" }, total.code ? `${t("code")} ${total.code} · ` : "",
        link(address("differences.html", "", asked), t("its_differences")), " · ",
        link(address("signals.html", "", { "signals-department": key }), t("its_signals")), " · ",
        link(address("indicators.html", "", { "rows-department": key }), t("its_indicators"))),
      figures(total),
      pdf2form.section("all-forms", t("forms"), null, forms(all).node),
      found.length > 2 ? pdf2form.section("by-year", t("by_year"), null, years(found)) : null,
      group.points.length ? pdf2form.section("drawn", t("charts"), null, pdf2form.strip({ id: "scores", title: t("chart_scores"),
        summary: t("chart_scores_note"), groups: [group] })) : null,
    ];
  });
})();
