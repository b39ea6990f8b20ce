"use strict";
// How things that many pages name are shown: a department, a form, the cell of a difference, a result.

(() => {
  const { t, el, link, address, number } = pdf2form;

  const shown = (pdf2form.shown = {
    // Fewer forms than this are shown, but ranked by nothing.
    FEWEST: 3,
  });

  shown.departmentName = (row) => row.name ?? row.department ?? t("no_department");

  // Rows of departments have `key`, rows of other tables `department_key`.
  shown.department = (row) => link(address("department.html", row.key ?? row.department_key), shown.departmentName(row));

  // Forms without a year have null; rows of departments have null for all years, and "" for those forms.
  shown.year = (row) => (row.year === null || row.year === "" ? t("no_year") : String(row.year));

  // The one choice of a filter by year that a form belongs to.
  shown.yearKey = (row) => (row.year === null || row.year === "" ? "none" : String(row.year));

  // What is too few to say anything, in place of a figure.
  shown.few = () => el("span", { class: "none", title: t("few_scores") }, "– ", el("small", {}, t("few_scores")));

  // What weakens a figure, in words behind one sign.
  const WARNINGS = { money: ["money_doubted", "money_disputed"], score: ["score_doubted"] };

  // `of`: money or score; `row` has in how many forms. Null if there is nothing to warn of.
  shown.warning = (row, of) => {
    const found = WARNINGS[of].filter((name) => row[name]);
    if (!found.length) return null;
    return el("small", { class: "warning", "data-warning": found.join(" "), title: found.map((name) => t(`says_${name}`, { count: row[name] })).join(" ") },
      "⚠ ", found.map((name) => t(`warns_${name}`, { count: number.whole(row[name]) })).join(t("comma")));
  };

  // The same in whole sentences, of money and scores; null if there is nothing to warn of.
  shown.warnings = (row) => {
    const found = Object.values(WARNINGS).flat().filter((name) => row[name]);
    return found.length ? el("ul", { class: "warnings" }, found.map((name) =>
      el("li", { "data-warning": name }, "⚠ ", t(`says_${name}`, { count: number.whole(row[name]) })))) : null;
  };

  // The same of one form.
  shown.cautionsOf = (form, of) => WARNINGS[of].filter((name) => form[name]).map((name) =>
    el("small", { class: "warning", "data-warning": name }, "⚠ ", t(`one_${name}`)));

  shown.form = (row) => link(address("form.html", row.form_id), row.project || t("no_project"));

  // The name of a place inside a form, said from its pointer: "/indicators/3/score" is the score of indicator 4.
  shown.place = (pointer) => {
    const [block, ...rest] = pointer.split("/").slice(1);
    const line = /^\d+$/.test(rest[0] ?? "") ? ` ${Number(rest[0]) + 1}` : "";
    const field = rest.at(-1);
    const name = field && !/^\d+$/.test(field) && `field_${field}` in pdf2form.texts ? ` · ${t("field_" + field)}` : "";
    return `${pdf2form.texts[`block_${block}`] ? t("block_" + block) : block}${line}${name}`;
  };

  // The name of the field that a pointer ends with.
  shown.field = (pointer) => t("field_" + pointer.split("/").at(-1));

  shown.cellAddress = (row) => address("form.html", row.form_id + row.subject);

  shown.cellLink = (row) =>
    el("a", { href: shown.cellAddress(row), class: "cell-link", "data-subject": row.subject },
      row.label ? `${row.label} · ${shown.place(row.subject)}` : shown.place(row.subject));

  shown.badge = (kind, ...inside) => el("small", { class: `badge ${kind}` }, ...inside);

  // What is to be known of a row's form before it is quoted.
  shown.cautions = (row) => [
    row.scanned ? shown.badge("scanned", t("scanned")) : null,
    row.doubts ? shown.badge("doubted", t("has_doubts")) : null,
  ];

  // The form of a row, with that.
  shown.cautious = (row) => [shown.form(row), ...shown.cautions(row)];

  // Money is printed in the unit of its form, which says nothing beside another form: in yuan it does.
  function moneyUnit(row) {
    if (!row.money_unit) return t("unit_unprinted");
    if (row.difference_yuan === null || row.difference_yuan === row.difference) return row.money_unit;
    return t("unit_and_yuan", { unit: row.money_unit, yuan: number.grouped(row.difference_yuan) });
  }

  const UNITS = { points: () => t("unit_points"), percent: () => t("unit_percent"), money: moneyUnit };

  // A difference with its unit.
  shown.measured = (row) =>
    row.difference === null ? null : [number.signed(row.difference), " ", el("small", {}, UNITS[row.measure]?.(row) ?? "")];

  // A result is a word with a sign before it, never a colour alone.
  shown.result = (result) => el("span", { class: `sign ${result}` }, t("result_" + result));

  shown.rule = (row) =>
    link(address("dictionary.html", `rule-${row.rule}`), row.rule_set ? `${row.rule} (${row.rule_set})` : row.rule);

  // The choices of a filter.
  shown.options = (values, name) => [["", t("all")], ...values.map((value) => [value, name(value)])];

  // The different values of a column, in order.
  shown.distinct = (rows, key) =>
    [...new Set(rows.map((row) => row[key]).filter((value) => value !== null && value !== ""))].sort((one, other) => pdf2form.compare(String(one), String(other)));
})();
