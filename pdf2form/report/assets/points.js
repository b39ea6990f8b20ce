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
      text: `${named(form)}\n${t("col_score")} ${number.points(form.total_score)}`,
      address: address("form.html", form.form_id),
    })),

    // A budget of zero has no place on the axis.
    budgets: (forms) => forms.filter((form) => form.budget > 0 && form.executed !== null).map((form) => {
      const rate = (100 * form.executed) / form.budget;
      const printed = form.rate === null ? "" : `\n${t("col_printed_rate")} ${number.percent(form.rate)}`;
      return {
        budget: form.budget,
        rate,
        text: `${named(form)}\n${t("col_budget_unit")} ${number.money(form.budget)}\n${t("col_rate")} ${number.percent(rate)}${printed}`,
        address: address("form.html", form.form_id),
      };
    }),

    // What the chart of budgets says of itself, and of the forms that are not in it.
    budgetsNote: (forms) => {
      const amountless = forms.filter((form) => form.budget === null || form.executed === null).length;
      const drawn = points.budgets(forms).length;
      return t("chart_budgets_note", { drawn: number.whole(drawn), all: number.whole(forms.length),
        amountless: number.whole(amountless), zero: number.whole(forms.length - drawn - amountless) });
    },
  });
})();
