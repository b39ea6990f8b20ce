"use strict";
// What every word of the report means: results, rules and their sources, signals, columns.

(() => {
  const { t, el, rows, said, state } = pdf2form;
  const RESULTS = ["pass", "rounding", "mismatch", "unchecked", "doubt", "remark"];

  function results() {
    return el("dl", { class: "pairs" }, RESULTS.map((result) => el("div", {}, el("dt", {}, pdf2form.shown.result(result)), el("dd", {}, t(`meaning_${result}`)))));
  }

  const FIGURES = [
    "forms", "duplicates", "budget", "executed", "rate", "printed_rate", "mean", "median", "full_marks",
    "mismatches", "largest", "clean_share", "doubted", "disputed", "no_year",
  ];

  function figures() {
    return el("dl", { class: "pairs" }, FIGURES.map((figure) =>
      el("div", { id: `figure-${figure}` }, el("dt", {}, t("figure_" + figure)), el("dd", {}, t("defined_" + figure)))));
  }

  function rules(dictionary) {
    const columns = [
      { key: "rule", label: t("rule"), kind: "text", cell: (row) => el("code", {}, row.rule) },
      { key: pdf2form.language.now, label: t("col_checks"), kind: "text" },
      { key: "source", label: t("col_source"), kind: "text" },
    ];
    return pdf2form.plainTable({ id: "rules", caption: t("rules"), columns, rows: rows(dictionary.rules), cards: true, rowId: (row) => `rule-${row.rule}` });
  }

  function ruleSets(dictionary) {
    const columns = [
      { key: "name", label: t("rule_set"), kind: "text", cell: (row) => el("code", {}, row.name) },
      { key: `source_${pdf2form.language.now}`, label: t("col_source"), kind: "text" },
      { key: "seen", label: t("col_seen"), kind: "text", cell: (row) => t(row.seen ? "seen_yes" : "seen_no") },
    ];
    return pdf2form.plainTable({ id: "rule-sets", caption: t("rule_sets"), columns, rows: rows(dictionary.rule_sets), cards: true });
  }

  function signals(dictionary) {
    return el("dl", { class: "kinds" }, rows(dictionary.signals).map((kind) =>
      el("div", { id: `signal-${kind.signal}` }, el("dt", {}, said(kind, "question")), el("dd", { class: "note" }, t("may_be"), said(kind, "explained")))));
  }

  function columnsTable(dictionary) {
    return new pdf2form.Table({
      id: "columns", caption: t("columns"), rows: rows(dictionary.columns), cards: true,
      columns: [
        { key: "column", label: t("col_column"), kind: "text", cell: (row) => el("code", {}, row.column || row.table) },
        { key: "table", label: t("col_table"), kind: "text", cell: (row) => el("code", {}, row.table) },
        { key: "heading", label: t("col_heading"), kind: "text", cell: (row) => said(row, "heading"), sort: (row) => said(row, "heading") },
        { key: "says", label: t("col_says"), kind: "text", cell: (row) => said(row, "says"), sort: (row) => said(row, "says") },
        { key: "type", label: t("col_type"), kind: "text", cell: (row) => t(`type_${row.type}`) },
      ],
      searched: (row) => Object.values(row).join(" "),
    }).node;
  }

  pdf2form.start(async () => {
    const dictionary = await pdf2form.load("dictionary");
    document.getElementById("content").addEventListener("drawn", () => {
      const aimed = document.getElementById(state.subject());
      aimed?.classList.add("aimed");
      aimed?.scrollIntoView({ block: "center" });
    }, { once: true });
    return [
      pdf2form.section("part-results", t("results"), null, results()),
      pdf2form.section("part-figures", t("figures"), t("figures_note"), figures()),
      pdf2form.section("part-rules", t("rules"), t("rules_note"), rules(dictionary)),
      pdf2form.section("part-rule-sets", t("rule_sets"), t("rule_sets_note"), ruleSets(dictionary)),
      pdf2form.section("part-signals", t("nav_signals"), t("signals_note"), signals(dictionary)),
      pdf2form.section("part-columns", t("columns"), t("columns_note"), columnsTable(dictionary)),
    ];
  });
})();
