"use strict";
// Printed against recomputed, the largest first; what rounding explains stands apart.

(() => {
  const { t, el } = pdf2form;
  const { department, cellLink, measured } = pdf2form.shown;

  const asNumber = (text) => (text === null || Number.isNaN(Number(text)) ? null : Number(text));

  function table(about, departments) {
    return new pdf2form.Table({
      id: "differences", caption: t("nav_differences"), cards: true,
      columns: [
        { key: "project", label: t("col_project"), kind: "text", cell: pdf2form.shown.cautious },
        { key: "department", label: t("col_department"), kind: "text", cell: department },
        { key: "year", label: t("col_year"), kind: "short", cell: pdf2form.shown.year },
        { key: "label", label: t("col_cell"), kind: "text", sort: (row) => row.label ?? row.subject,
          cell: (row) => [cellLink(row), row.corrected ? pdf2form.shown.badge("corrected", t("corrected")) : null] },
        { key: "printed", label: t("col_printed"), kind: "printed", sort: (row) => asNumber(row.printed) },
        { key: "recomputed", label: t("col_recomputed"), kind: "printed", sort: (row) => asNumber(row.recomputed) },
        { key: "difference", label: t("col_difference"), kind: "signed", cell: measured, sort: (row) => row.difference === null ? null : Math.abs(row.difference_yuan ?? row.difference) },
        { key: "result", label: t("result"), kind: "short", cell: (row) => pdf2form.shown.result(row.result) },
        { key: "why", label: t("col_why"), kind: "long", cell: (row) => [el("span", {}, row[pdf2form.language.now]), " ", el("small", {}, pdf2form.shown.rule(row))],
          sort: (row) => row.rule },
      ],
      searched: (row) => `${row.project ?? ""} ${row.department ?? ""} ${row.label ?? ""} ${row.rule} ${row.en} ${row.zh}`,
      filters: [
        { key: "result", label: t("result"), first: "mismatch",
          options: [["mismatch", t("result_mismatch")], ["rounding", t("result_rounding")], ["all", t("all")]], keeps: (row, value) => value === "all" || row.result === value },
        { key: "measure", label: t("measure"), options: pdf2form.shown.options(["points", "percent", "money", "text"], (value) => t(`measure_${value}`)), of: (row) => row.measure },
        pdf2form.departmentFilter(departments, (row) => row.department_key),
        pdf2form.yearFilter(about.years),
      ],
    });
  }

  pdf2form.start(async (about) => {
    const found = table(about, await pdf2form.departments());
    const progress = pdf2form.growing(about, "differences", (row) => row, (rows) => found.setRows(rows));
    return [pdf2form.section("all", null, t("differences_note"), progress, found.node)];
  });
})();
