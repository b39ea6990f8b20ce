"use strict";
// Forms as points of charts.

(() => {
  const { t, number, address } = pdf2form;

  const named = (form) => [form.project || t("no_project"), form.year].filter(Boolean).join(" · ");

  const points = (pdf2form.points = {
    // A line of the strip plot; few forms have no mean that says anything.
    group: (row, forms) => ({
      name: pdf2form.shown.departmentName(row),
      points: points.scores(forms),
      mean: row.scored < pdf2form.shown.FEWEST ? null : row.mean,
      median: row.scored < pdf2form.shown.FEWEST ? null : row.median,
    }),

    scores: (forms) => forms.filter((form) => form.total_score !== null).map((form) => ({
      score: form.total_score,
      text: `${named(form)}\n${t("col_score")} ${number.fixed(form.total_score)}`,
      address: address("form.html", form.form_id),
    })),

    // A budget of zero has no place on the axis.
    budgets: (forms) => forms.filter((form) => form.budget > 0 && form.rate !== null).map((form) => ({
      budget: form.budget,
      rate: form.rate,
      text: `${named(form)}\n${t("col_budget_unit")} ${number.money(form.budget)}\n${t("col_rate")} ${number.percent(form.rate)}`,
      address: address("form.html", form.form_id),
    })),
  });
})();
