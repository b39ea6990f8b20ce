"use strict";
// A value of a form: the link to it, the signs at it, its name, and how it is cited.

(() => {
  const { t, el, address } = pdf2form;
  // The gravest first: it is the one whose sign is shown.
  const GRAVEST = ["mismatch", "doubt", "rounding", "unchecked", "remark", "pass"];

  // The findings that speak of a reading, the gravest first; doubts speak of its whole line or block too.
  function about(form, pointer) {
    const doubts = new Set(form.readings[pointer]?.doubt ?? []);
    return form.findings
      .filter((finding, at) => finding.subject === pointer || doubts.has(at))
      .sort((one, other) => GRAVEST.indexOf(one.result) - GRAVEST.indexOf(other.result));
  }

  function sign(form, pointer) {
    const found = about(form, pointer)[0];
    if (!found || found.result === "remark" || found.result === "unchecked") return null;
    return el("span", { class: `sign only ${found.result}` }, el("span", { class: "away" }, t("result_" + found.result)));
  }

  const corrected = (reading) =>
    reading.corrected === undefined ? null : el("small", { class: "badge corrected" }, t("corrected_to", { value: reading.corrected }));

  // The value as printed, as a link to itself: the page beside it is then shown where it stands.
  function link(form, pointer) {
    const reading = pointer ? form.readings[pointer] : null;
    if (!reading) return null;
    const blank = reading.raw.trim() === "";
    const anchor = el("a", { href: address("form.html", form.form_id + pointer), class: blank ? "value blank" : "value", "data-pointer": pointer },
      blank ? t("blank") : reading.raw);
    return [anchor, sign(form, pointer), corrected(reading)];
  }

  const raw = (form, pointer) => form.readings[pointer]?.raw ?? "";
  const plain = (form, pointer) => form.readings[pointer]?.value ?? raw(form, pointer);

  const AMOUNT = /^\/funding\/\d+\/(initial_budget|annual_budget|executed)$/;

  // The value as it was understood; amounts with their unit, which is the form's. Null where there is none.
  function understood(form, pointer) {
    const { value } = form.readings[pointer];
    if (value === null || !AMOUNT.test(pointer)) return value;
    const unit = plain(form, "/money_unit") || t("unit_unprinted");
    return `${pdf2form.number.digits(value)} ${unit}`;
  }

  // Whether a pointer leads to a value, to something that has values, or to the form as a whole.
  const isPart = (form, pointer) =>
    pointer === "/form" || Object.keys(form.readings).some((known) => known === pointer || known.startsWith(`${pointer}/`));

  // "Indicator 4 (培训人数) · score".
  function name(form, pointer) {
    const [, block, line] = pointer.split("/");
    const label = { indicators: "level3", funding: "label" }[block];
    const called = label && raw(form, `/${block}/${line}/${label}`);
    return called ? `${pdf2form.shown.place(pointer)} (${called})` : pdf2form.shown.place(pointer);
  }

  function cite(form, pointer) {
    const reading = form.readings[pointer];
    const pages = [...new Set(reading.where.map(([page]) => page))];
    return t("citation", {
      department: plain(form, "/department") || t("no_department"),
      project: plain(form, "/project") || t("no_project"),
      year: plain(form, "/year") || t("no_year"),
      title: plain(form, "/title") || t("no_title"),
      file: form.file,
      pages: pages.join(t("comma")) || "–",
      place: name(form, pointer),
      raw: reading.raw,
      version: form.version,
      where: form.form_id + pointer,
      sha256: form.sha256,
    });
  }

  pdf2form.value = { about, link, name, cite, plain, understood, isPart };
})();
