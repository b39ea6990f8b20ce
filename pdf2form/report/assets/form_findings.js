"use strict";
// What was checked in a form, spelled out: every finding with its rule and source, every question with what it stands on.

(() => {
  const { t, el, said, link, address, rows, number } = pdf2form;
  const LISTED = ["mismatch", "doubt", "rounding", "unchecked", "remark"];

  function source(finding, dictionary) {
    const rule = dictionary.rules.find((one) => one.rule === finding.rule);
    const set = finding.rule_set && dictionary.sets.find((one) => one.name === finding.rule_set);
    return [rule?.[pdf2form.language.now], set ? t("rule_set_source", { name: set.name, source: said(set, "source") }) : ""].filter(Boolean).join(" ");
  }

  function figures(finding) {
    const items = [["printed", "col_printed"], ["recomputed", "col_recomputed"], ["suggested", "col_suggested"]]
      .filter(([name]) => finding[name] !== undefined && finding[name] !== null)
      .map(([name, label]) => `${t(label)} ${number.asPrinted(finding[name])}`);
    if (typeof finding.difference === "number" && finding.difference) items.push(`${t("col_difference")} ${number.signed(finding.difference)}`);
    return items.length ? el("p", { class: "numbers" }, items.join(" · ")) : null;
  }

  function valueLink(form, pointer) {
    const reading = form.readings[pointer];
    return link(address("form.html", form.form_id + pointer), reading ? `${pdf2form.value.name(form, pointer)}: ${reading.raw}` : pdf2form.shown.place(pointer));
  }

  function item(form, finding, dictionary) {
    const inputs = (finding.inputs ?? []).filter((pointer) => pointer in form.readings);
    return el("li", { class: "finding", "data-rule": finding.rule, "data-result": finding.result, "data-subject": finding.subject },
      el("p", {}, pdf2form.shown.result(finding.result), " ",
        finding.subject in form.readings ? el("strong", {}, valueLink(form, finding.subject)) : el("strong", {}, t("whole_form"))),
      el("p", { class: "message" }, finding[pdf2form.language.now]),
      figures(finding),
      el("p", { class: "note" }, t("rule"), " ", pdf2form.shown.rule(finding), " ", source(finding, dictionary)),
      inputs.length > 1
        ? el("details", {}, el("summary", {}, t("stands_on", { count: inputs.length })), el("ul", {}, inputs.map((pointer) => el("li", {}, valueLink(form, pointer)))))
        : null);
  }

  function list(form, result, dictionary) {
    const found = form.findings.filter((finding) => finding.result === result);
    if (!found.length) return null;
    const items = el("ul", { class: "findings" }, found.map((finding) => item(form, finding, dictionary)));
    const heading = t(`findings_${result}`, { count: found.length });
    return LISTED.slice(0, 3).includes(result)
      ? [el("h3", {}, heading), items]
      : el("details", { class: "findings-more", "data-result": result }, el("summary", {}, heading), items);
  }

  pdf2form.formFindings = (form, pieces) => {
    const dictionary = { rules: rows(pieces.rules), sets: rows(pieces.rule_sets) };
    const found = [...LISTED, "pass"].map((result) => list(form, result, dictionary)).filter(Boolean);
    return pdf2form.section("findings", t("findings"), t("findings_note"), ...(found.length ? found : [el("p", {}, t("nothing_found"))]));
  };

  pdf2form.formSignals = (form, pieces) => {
    if (!form.signals.length) return null;
    const kinds = new Map(rows(pieces.signals).map((kind) => [kind.signal, kind]));
    const items = form.signals.map(({ signal, subject, inputs }) => el("li", { class: "finding", "data-signal": signal, "data-subject": subject },
      el("p", {}, said(kinds.get(signal), "question")),
      el("ul", {}, inputs.filter((pointer) => pointer in form.readings).map((pointer) => el("li", {}, valueLink(form, pointer)))),
      el("p", { class: "note" }, t("may_be"), said(kinds.get(signal), "explained"))));
    return pdf2form.section("form-signals", t("nav_signals"), t("signals_note"), el("ul", { class: "findings" }, items));
  };
})();
