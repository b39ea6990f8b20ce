"use strict";
// One indicator across forms: its target against its result, where both are numbers of one unit.

(() => {
  const { t, address, number } = pdf2form;
  const MOST = 30;
  const SIGNS = { eq: "=", ge: "≥", gt: ">", le: "≤", lt: "<" };

  const isDrawn = (row) => row.target_number !== null && row.actual_number !== null && row.target_unit === row.actual_unit && !row.doubts;

  // The unit that most rows have: numbers of different units cannot stand on one axis.
  function commonest(rows) {
    const counts = new Map();
    for (const { target_unit: unit } of rows) counts.set(unit, (counts.get(unit) ?? 0) + 1);
    return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0];
  }

  function line(row) {
    const name = [pdf2form.shown.departmentName(row), row.year].filter(Boolean).join(" · ");
    const sign = SIGNS[row.target_op] ?? "";
    return {
      name,
      target: row.target_number,
      actual: row.actual_number,
      text: `${name}\n${t("field_target")} ${sign}${number.asPrinted(row.target_number)}\n${t("field_actual")} ${number.asPrinted(row.actual_number)}`,
      address: address("form.html", `${row.form_id}/indicators/${row.line}/actual`),
    };
  }

  // The chart of rows of one indicator; null if there is nothing to draw.
  pdf2form.targetsOf = (rows) => {
    const comparable = rows.filter(isDrawn);
    const unit = commonest(comparable);
    const lines = comparable.filter((row) => row.target_unit === unit).slice(0, MOST).map(line);
    if (!lines.length) return null;
    const summary = t("chart_targets_note", { drawn: lines.length, all: rows.length });
    return pdf2form.targets({ id: "targets", title: t("chart_targets"), summary, unit: unit ?? "", lines });
  };
})();
