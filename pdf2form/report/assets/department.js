"use strict";
// One department: its figures, its years, all its forms.

(() => {
  const { t, el, link, number, rows, state, address } = pdf2form;
  const { departmentName, distinct, options } = pdf2form.shown;

  // Of each figure: its name, itself, and what is to be known of it.
  function figures(row) {
    const measured = (name) => pdf2form.measures.figure(name, row);
    const noted = (name, note) => [...measured(name), note];
    return pdf2form.figures("department-figures", [
      noted("forms", row.duplicates ? t("duplicates_note", { count: number.whole(row.duplicates) }) : null),
      ...["budget", "executed", "rate", "mean", "median", "full_share"].map(measured),
      noted("mismatches", t("in_forms", { count: number.whole(row.mismatch_forms) })),
      noted("clean_share", t("of_forms", { count: number.whole(row.forms) })),
    ]);
  }

  function years(found) {
    const year = { key: "year", label: t("col_year"), kind: "text", cell: (row) => row.year === null ? t("all_years") : pdf2form.shown.year(row) };
    const columns = [year, ...pdf2form.measures.columns(["forms", "budget", "executed", "rate", "mean", "mismatches"])];
    return pdf2form.plainTable({ id: "years", caption: t("by_year"), columns, rows: found });
  }

  // An amount, and whether the form itself casts doubt on it.
  function amount(key, label) {
    return { key, label: t(label), kind: "money", cell: (form) => form[key] === null ? null : [number.money(form[key]), " ", pdf2form.shown.cautionsOf(form, "money")] };
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
        amount("budget", "col_budget_unit"),
        amount("executed", "col_executed_unit"),
        { key: "rate", label: t("col_printed_rate"), kind: "percent" },
        { key: "total_score", label: t("col_score"), kind: "points",
          cell: (form) => form.total_score === null ? null : [number.points(form.total_score), " ", pdf2form.shown.cautionsOf(form, "score")] },
        { key: "mismatches", label: t("col_mismatches"), kind: "whole" },
        { key: "largest", label: t("col_largest"), kind: "points" },
        { key: "doubts", label: t("col_doubts"), kind: "whole" },
        { key: "signals", label: t("nav_signals"), kind: "whole" },
        { key: "file", label: t("col_file"), kind: "text" },
      ],
      searched: (form) => `${form.project ?? ""} ${form.unit ?? ""} ${form.file}`,
      filters: [
        pdf2form.yearFilter(distinct(found, "year")),
        { key: "unit", label: t("col_unit"), options: options(distinct(found, "unit"), String), keeps: (form, value) => form.unit === value },
        { key: "state", label: t("state"), options: options(["clean", "flagged"], (value) => t(`outcome_${value}`)),
          keeps: (form, value) => Boolean(form.clean) === (value === "clean") },
      ],
    });
  }

  pdf2form.start(async () => {
    const key = state.subject();
    const found = pdf2form.measures.rows(rows(await pdf2form.load("departments"))).filter((row) => row.key === key);
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
      pdf2form.shown.warnings(total),
      pdf2form.section("all-forms", t("forms"), null, forms(all).node),
      found.length > 2 ? pdf2form.section("by-year", t("by_year"), null, years(found)) : null,
      group.points.length ? pdf2form.section("drawn", t("charts"), null, pdf2form.strip({ id: "scores", title: t("chart_scores"),
        summary: t("chart_scores_note"), groups: [group] })) : null,
    ];
  });
})();
