"use strict";
// What departments are measured by, each figure with the number of forms it is of, and with what weakens it.

(() => {
  const { t, el, number } = pdf2form;
  const { FEWEST } = pdf2form.shown;

  const share = (count, of) => (of && count !== null ? (100 * count) / of : null);
  const enough = (row) => row.forms >= FEWEST;

  // `of` is the column that says of how many forms; `scored` ones say nothing below the fewest scores; `warned`: by what.
  const MEASURES = [
    { key: "forms", label: "forms", kind: "whole" },
    { key: "budget", label: "col_budget_unit", kind: "money", of: "budget_forms", warned: "money" },
    { key: "executed", label: "col_executed_unit", kind: "money", of: "executed_forms", warned: "money" },
    { key: "rate", label: "col_rate", kind: "percent", of: "rate_forms", warned: "money", ranked: (row) => row.rate_forms >= FEWEST },
    { key: "mean", label: "col_mean", kind: "fixed", of: "scored", scored: true, warned: "score" },
    { key: "median", label: "col_median", kind: "fixed", of: "scored", scored: true, warned: "score" },
    { key: "full_share", label: "col_full_share", kind: "percent", of: "scored", scored: true, warned: "score" },
    { key: "mismatches", label: "col_mismatches", kind: "whole", ranked: enough },
    { key: "largest", label: "col_largest", kind: "points", ranked: enough },
    { key: "clean_share", label: "col_clean_share", kind: "percent", ranked: enough },
  ];

  const isFew = ({ scored }, row) => Boolean(scored) && row.scored < FEWEST;
  const valueOf = (measure, row) => (isFew(measure, row) ? null : row[measure.key]);

  function cell(measure, row, count = "of_count") {
    if (isFew(measure, row)) return pdf2form.shown.few();
    const value = row[measure.key];
    if (value === null || value === undefined) return null;
    const { of, warned } = measure;
    return [
      number[measure.kind](value), " ",
      of ? el("small", { class: "of" }, t(count, { count: number.whole(row[of]) })) : null,
      warned ? [" ", pdf2form.shown.warning(row, warned)] : null,
    ];
  }

  const measures = (pdf2form.measures = {
    enough,

    // Rows of the piece `departments`, with shares in percent.
    rows: (found) => found.map((row) => ({ ...row, full_share: share(row.full_marks, row.scored), clean_share: share(row.clean, row.forms) })),

    // A figure by itself: its name, and what a cell of it holds, in more words.
    figure: (name, row) => {
      const measure = MEASURES.find(({ key }) => key === name);
      return [t(measure.label), cell(measure, row, "of_forms") ?? "–"];
    },

    // All or some of them as columns of a table, in their order.
    columns: (names = MEASURES.map(({ key }) => key)) => MEASURES.filter(({ key }) => names.includes(key)).map((measure) => ({
      ...measure, label: t(measure.label), cell: (row) => cell(measure, row), sort: (row) => valueOf(measure, row),
    })),
  });

  measures.column = (name) => measures.columns([name])[0];
})();
