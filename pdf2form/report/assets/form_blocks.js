"use strict";
// A form drawn as a form: its head, its money, its goals, its indicators, and all else that is printed in it.

(() => {
  const { t, el } = pdf2form;
  const HEAD = ["title", "year", "project", "department", "unit", "money_unit", "grade"];
  const FUNDING = ["label", "initial_budget", "annual_budget", "executed", "weight", "rate", "score"];
  const GOALS = ["expected", "actual"];
  const INDICATORS = ["level1", "level2", "level3", "target", "actual", "weight", "score", "reason"];
  const NUMBERS = new Set(["initial_budget", "annual_budget", "executed", "weight", "rate", "score"]);

  const { link } = pdf2form.value;

  function pairs(form, extras) {
    return extras.map(({ label, value }) => el("div", {}, el("dt", {}, link(form, label)), el("dd", {}, link(form, value))));
  }

  // A cell that spans several rows of the paper stands in each of them here; after the first it is only there for those
  // who read row by row.
  function isAgain(form, row, before, field) {
    const place = (pointer) => JSON.stringify(form.readings[pointer]?.where ?? []);
    return Boolean(before && row[field] && before[field] && place(row[field]) !== "[]" && place(row[field]) === place(before[field]));
  }

  function cell(form, row, before, field) {
    const again = isAgain(form, row, before, field);
    const shown = again ? before[field] : row[field];
    const classes = [NUMBERS.has(field) ? "number" : "", again ? "again" : "", row[field] ? "" : "empty"].join(" ").trim();
    return pdf2form.cell("td", { class: classes || null, "data-label": t("field_" + field), "data-column": field },
      again && !form.readings[row[field]].raw ? link(form, shown) : link(form, row[field]) ?? el("span", { class: "none" }, "–"));
  }

  function table(form, id, fields, rows) {
    const used = fields.filter((field) => rows.some((row) => row[field]));
    const extras = rows.some((row) => row.extra?.length);
    const headings = [...used.map((field) => [t("field_" + field), NUMBERS.has(field)]), ...(extras ? [[t("block_extra"), false]] : [])];
    const body = rows.map((row, at) => el("tr", { role: "row", "data-line": at },
      used.map((field) => cell(form, row, rows[at - 1], field)),
      extras ? pdf2form.cell("td", { "data-label": t("block_extra") }, el("dl", { class: "pairs" }, pairs(form, row.extra ?? []))) : null));
    return el("div", { class: "sideways", role: "group", tabindex: "0", "aria-label": t("caption_" + id) },
      el("table", { id: `form-${id}`, role: "table", class: "cards form" },
        el("caption", {}, t("caption_" + id)),
        el("thead", { role: "rowgroup" }, el("tr", { role: "row" },
          headings.map(([heading, isNumber]) => el("th", { role: "columnheader", scope: "col", class: isNumber ? "number" : null }, heading)))),
        el("tbody", { role: "rowgroup" }, body)));
  }

  function head(form) {
    const found = HEAD.filter((field) => form.fields[field]);
    const total = form.fields.total ?? {};
    const rows = [...found.map((field) => [field, form.fields[field]]), ...["weight", "score"].map((field) => [`total_${field}`, total[field]])];
    return el("dl", { id: "form-head", class: "pairs head" }, rows.filter(([, pointer]) => pointer).map(([field, pointer]) =>
      el("div", {}, el("dt", {}, t("field_" + field)), el("dd", {}, link(form, pointer)))));
  }

  function subTable(form, { label, rows }) {
    return el("div", { class: "sideways", role: "group", tabindex: "0", "aria-label": t("block_tables") },
      el("table", { class: "form" }, el("caption", {}, link(form, label)),
        el("tbody", {}, (rows ?? []).map((row) => el("tr", {}, row.map((pointer) => pdf2form.cell("td", {}, link(form, pointer))))))));
  }

  function blocks(form) {
    const { funding = [], goals = [], indicators = [], extra = [], tables = [], ignored = [] } = form;
    return [
      head(form),
      funding.length ? table(form, "funding", FUNDING, funding) : null,
      goals.length ? table(form, "goals", GOALS, goals) : null,
      indicators.length ? table(form, "indicators", INDICATORS, indicators) : null,
      extra.length ? [el("h3", {}, t("block_extra")), el("dl", { class: "pairs" }, pairs(form, extra))] : null,
      tables.map((each) => subTable(form, each)),
      ignored.length
        ? el("details", {}, el("summary", {}, t("ignored_count", { count: ignored.length })), el("ul", {}, ignored.map((pointer) => el("li", {}, link(form, pointer)))))
        : null,
    ];
  }

  pdf2form.formBlocks = (form) => blocks(form).flat().filter(Boolean);
})();
