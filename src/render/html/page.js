"use strict";
// The table of people: filters, order, rows drawn when they are looked at, and one person in detail. All values are put
// in as text.
(() => {
  const byId = (id) => document.getElementById(id);
  const WORDS = {
    state: {
      provisioned: "have a mailbox",
      blocked: "blocked",
      waiting: "waiting",
      undetermined: "undetermined",
      "not-expected": "not expected",
    },
    side: ["Active Directory", "Entra ID", "Exchange Online"],
    stage: { ad: "in Active Directory", entra: "in Entra ID", license: "licensed", recipient: "recipient", mailbox: "mailbox" },
    act: {
      "ad-admin": "Active Directory admin",
      "entra-admin": "Entra ID admin",
      "exchange-admin": "Exchange admin",
      "microsoft-support": "Microsoft support",
      nobody: "nobody",
    },
  };
  const STATES = ["blocked", "waiting", "undetermined", "provisioned", "not-expected"];
  const SEVERITIES = ["blocks", "degrades", "advisory"];
  const STAGES = ["entra", "license", "recipient", "mailbox"];
  const FILTERS = ["q", "state", "cause", "finding", "severity", "domain", "unit", "undecided", "way"];
  // What is the same for everybody with a pattern, and what is each person's own.
  const OF_PATTERN = ["state", "cause", "finding", "severity", "undecided", "way"];
  const BIT = Object.fromEntries(FILTERS.map((name, at) => [name, 1 << at]));
  const PRINTED = 1000;
  // Browsers draw no taller boxes; above this the rows share the height.
  const TALLEST = 8e6;

  let data;
  let people;
  let visible = new Uint32Array(0);
  let active = 0;
  const view = { filters: Object.fromEntries(FILTERS.map((name) => [name, ""])), sort: "state", down: false, person: "" };

  // ---- text

  /** Control characters and direction marks are shown, not obeyed. */
  function shown(text) {
    return String(text).replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (letter) =>
      /[\n\r\t]/.test(letter) ? " " : `\\u{${letter.codePointAt(0).toString(16)}}`);
  }

  const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");

  const persons = (number) => (number === 1 ? "1 person" : `${grouped(number)} people`);

  /** Without case and accents. */
  function folded(text) {
    const lower = text.toLowerCase();
    return /^[\x00-\x7f]*$/.test(lower) ? lower : lower.normalize("NFD").replace(/\p{M}/gu, "");
  }

  /** An element with attributes, and texts or elements in it. */
  function make(name, attributes, ...inside) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) {
      if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...inside.filter((part) => part !== null && part !== undefined));
    return element;
  }

  /** All numbers below one. */
  function upTo(count) {
    const numbers = new Uint32Array(count);
    for (let at = 0; at < count; at += 1) numbers[at] = at;
    return numbers;
  }

  // ---- data

  async function inflate(id) {
    const text = byId(id).textContent.trim();
    let bytes;
    if (Uint8Array.fromBase64) {
      bytes = Uint8Array.fromBase64(text);
    } else {
      const letters = atob(text);
      bytes = new Uint8Array(letters.length);
      for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
    }
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream).json();
  }

  /** The people as columns, with what is derived from them. */
  function arrange(table) {
    const { columns, patterns, domains, units } = table;
    const count = columns.pattern.length;
    patterns.forEach((pattern) => {
      const severities = pattern.findings.map((finding) => SEVERITIES.indexOf(finding[1]));
      pattern.worst = severities.length ? Math.min(...severities) : SEVERITIES.length;
      pattern.cause = pattern.root === null ? "" : pattern.state === "not-expected" ? `${pattern.root}:not-expected` : pattern.root;
    });
    const upn = (at) => {
      const local = columns.local[at];
      const domain = columns.domain[at];
      return local === null ? null : domain === null ? local : `${local}@${domains[domain]}`;
    };
    // Domains differ by case in exports, not in truth.
    const domainNumbers = new Map();
    const domainNames = [];
    const numbered = (name) => {
      const key = name.toLowerCase();
      if (!domainNumbers.has(key)) {
        domainNumbers.set(key, domainNames.length);
        domainNames.push(key);
      }
      return domainNumbers.get(key);
    };
    const ofUpn = domains.map(numbered);
    const domain = new Int32Array(count);
    for (let at = 0; at < count; at += 1) {
      const number = columns.domain[at];
      const address = columns.smtp[at];
      domain[at] = number !== null ? ofUpn[number] : address && address.includes("@") ? numbered(address.split("@").pop()) : -1;
    }
    const smtp = (at) => columns.smtp[at] ?? upn(at) ?? "";
    const alias = (at) => columns.alias[at] ?? columns.local[at] ?? "";
    // Those whose details matter most come first, as they were packed.
    const urgency = bucketed(upTo(count), (at) => patterns[columns.pattern[at]].urgency, 6);
    const rank = new Uint32Array(count);
    for (let position = 0; position < count; position += 1) rank[urgency[position]] = position;
    const unit = new Int32Array(count);
    for (let at = 0; at < count; at += 1) unit[at] = columns.unit[at] ?? -1;
    return {
      count,
      urgency,
      rank,
      domain,
      domainNames,
      unit,
      unitNames: units,
      patterns,
      pattern: Uint32Array.from(columns.pattern),
      of: (at) => patterns[columns.pattern[at]],
      upn,
      smtp,
      alias,
      title: (at) => columns.name[at] ?? upn(at) ?? columns.account[at] ?? (smtp(at) || "(no name)"),
      second: (at) => upn(at) ?? columns.account[at] ?? "",
      name: (at) => columns.name[at] ?? "",
      // Whoever has no UPN is named by position, which is the same whenever this file is opened.
      key: (at) => upn(at) ?? `@${at}`,
      words: null,
    };
  }

  /** Positions in the order of small numbers, otherwise as they are. */
  function bucketed(positions, number, buckets) {
    const starts = new Uint32Array(buckets + 1);
    for (const at of positions) starts[number(at) + 1] += 1;
    for (let bucket = 0; bucket < buckets; bucket += 1) starts[bucket + 1] += starts[bucket];
    const sorted = new Uint32Array(positions.length);
    for (const at of positions) {
      sorted[starts[number(at)]] = at;
      starts[number(at)] += 1;
    }
    return sorted;
  }

  /** What a search looks at. */
  function searchable() {
    if (!people.words) {
      people.words = new Array(people.count);
      for (let at = 0; at < people.count; at += 1) {
        const { name, smtp, alias, account } = data.columns;
        people.words[at] = folded(
          `${name[at] ?? ""}\n${people.upn(at) ?? ""}\n${smtp[at] ?? ""}\n${alias[at] ?? ""}\n${account[at] ?? ""}`);
      }
    }
    return people.words;
  }

  // ---- filters

  /** Whether a pattern passes a filter. */
  const PASSES = {
    state: (pattern, wanted) => pattern.state === wanted,
    cause: (pattern, wanted) => (wanted === "none" ? pattern.cause === "" : pattern.cause === wanted),
    finding: (pattern, wanted) => pattern.findings.some((finding) => finding[0] === wanted),
    severity: (pattern, wanted) =>
      wanted === "none" ? pattern.findings.length === 0 : pattern.findings.some((finding) => finding[1] === wanted),
    undecided: (pattern, wanted) =>
      wanted === "any" ? pattern.undecided.length > 0 : pattern.undecided.some((open) => open[0] === wanted),
    way: (pattern, wanted) => ways(pattern).includes(wanted),
  };

  /** The stages a pattern reached, and where it ends. */
  function ways(pattern) {
    if (!pattern.way) return [];
    const [end, stage] = pattern.way;
    const names = [pattern.sides[0] ? "ad.reached" : "ad.open"];
    for (const each of STAGES) {
      if (end !== "through" && each === stage) {
        names.push(`${stage}.${end}`);
        break;
      }
      names.push(`${each}.reached`);
    }
    return names;
  }

  /** All values of a filter that a pattern has. */
  const VALUES = {
    state: (pattern) => [pattern.state],
    cause: (pattern) => [pattern.cause || "none"],
    finding: (pattern) => [...new Set(pattern.findings.map((finding) => finding[0]))],
    severity: (pattern) => (pattern.findings.length ? [...new Set(pattern.findings.map((finding) => finding[1]))] : ["none"]),
    undecided: (pattern) => (pattern.undecided.length ? ["any", ...pattern.undecided.map((open) => open[0])] : []),
    way: ways,
  };

  /** Finds who is visible, and counts for each filter who would be with another value of it. */
  function sift() {
    const { filters } = view;
    const masks = Uint32Array.from(people.patterns, (pattern) =>
      OF_PATTERN.reduce((mask, name) => (filters[name] && !PASSES[name](pattern, filters[name]) ? mask | BIT[name] : mask), 0));
    const wantedDomain = filters.domain ? people.domainNames.indexOf(filters.domain) : -2;
    const wantedUnit = filters.unit ? people.unitNames.indexOf(filters.unit) : -2;
    const tokens = folded(filters.q).split(/\s+/).filter(Boolean);
    const words = tokens.length ? searchable() : null;
    const size = people.patterns.length;
    // How many people of a pattern pass everything, and how many would but for one filter.
    const through = new Uint32Array(size);
    const but = Object.fromEntries(FILTERS.map((name) => [BIT[name], new Uint32Array(size)]));
    const domains = new Uint32Array(people.domainNames.length);
    const units = new Uint32Array(people.unitNames.length);
    const passed = new Uint8Array(people.count);
    let total = 0;
    for (let at = 0; at < people.count; at += 1) {
      const pattern = people.pattern[at];
      let mask = masks[pattern];
      if (wantedDomain !== -2 && people.domain[at] !== wantedDomain) mask |= BIT.domain;
      if (wantedUnit !== -2 && people.unit[at] !== wantedUnit) mask |= BIT.unit;
      // More than one filter in the way: nobody counts this person.
      if (mask & (mask - 1)) continue;
      if (words && !tokens.every((token) => words[at].includes(token))) continue;
      if (mask === 0) {
        passed[at] = 1;
        total += 1;
        through[pattern] += 1;
      } else {
        but[mask][pattern] += 1;
      }
      if ((mask & ~BIT.domain) === 0 && people.domain[at] >= 0) domains[people.domain[at]] += 1;
      if ((mask & ~BIT.unit) === 0 && people.unit[at] >= 0) units[people.unit[at]] += 1;
    }
    const found = new Uint32Array(total);
    let next = 0;
    for (const at of ordered()) if (passed[at]) found[next++] = at;
    visible = found;
    const counts = Object.fromEntries(OF_PATTERN.map((name) => [name, through.map((count, at) => count + but[BIT[name]][at])]));
    return { counts, domains, units };
  }

  /** Everybody in the chosen order. */
  function ordered() {
    people.orders ??= {};
    const orders = people.orders;
    if (!orders[view.sort]) {
      const all = upTo(people.count);
      const of = (at) => people.of(at);
      const orderOf = {
        upn: () => all,
        state: () => bucketed(people.urgency, (at) => STATES.indexOf(of(at).state), STATES.length),
        severity: () => bucketed(all, (at) => of(at).worst, SEVERITIES.length + 1),
        cause: () => {
          const names = [...new Set(people.patterns.map((pattern) => pattern.cause || "\uffff"))].sort();
          const ranks = people.patterns.map((pattern) => names.indexOf(pattern.cause || "\uffff"));
          return bucketed(all, (at) => ranks[people.pattern[at]], names.length);
        },
        unit: () => {
          const names = people.unitNames.map((name) => name.toLowerCase());
          const ranks = new Uint32Array(names.length);
          [...names.keys()].sort((one, other) => (names[one] < names[other] ? -1 : 1)).forEach((name, rank) => { ranks[name] = rank; });
          return bucketed(all, (at) => (people.unit[at] < 0 ? ranks.length : ranks[people.unit[at]]), ranks.length + 1);
        },
      };
      orders[view.sort] = (orderOf[view.sort] ?? orderOf.state)();
    }
    return view.down ? orders[view.sort].slice().reverse() : orders[view.sort];
  }

  const title = (id) => data.cases[id]?.title ?? id;

  function label(filter, value) {
    switch (filter) {
      case "state": return WORDS.state[value] ?? value;
      case "cause": {
        if (value === "none") return "no root cause";
        const [id, aside] = value.split(":");
        return aside ? `${title(id)} (not expected)` : title(id);
      }
      case "finding": return title(value);
      case "severity": return value === "none" ? "no finding" : value;
      case "undecided": return value === "any" ? "any case" : title(value);
      case "way": {
        const [stage, end] = value.split(".");
        if (stage === "ad" && end === "open") return "only in the cloud";
        return { reached: `${WORDS.stage[stage]}: reached`, stopped: `${WORDS.stage[stage]}: not reached`, open: `${WORDS.stage[stage]}: not certain` }[end] ?? value;
      }
      default: return value;
    }
  }

  const ORDER = {
    state: STATES,
    severity: [...SEVERITIES, "none"],
    way: ["ad.reached", "ad.open", ...STAGES.flatMap((stage) => ["reached", "stopped", "open"].map((end) => `${stage}.${end}`))],
  };

  /** The choices of each filter, with how many people each would show. */
  function fillChoices({ counts, domains, units }) {
    for (const name of OF_PATTERN) {
      const sums = new Map();
      people.patterns.forEach((pattern, at) => {
        for (const value of VALUES[name](pattern)) sums.set(value, (sums.get(value) ?? 0) + counts[name][at]);
      });
      const place = (value) => ORDER[name]?.indexOf(value) ?? (value === "none" || value === "any" ? -1 : 0);
      const sorted = [...sums].sort(([one, ones], [other, others]) =>
        ORDER[name] ? place(one) - place(other) : place(one) - place(other) || others - ones || (one < other ? -1 : 1));
      fill(name, sorted);
    }
    fill("domain", byCount(people.domainNames, domains));
    fill("unit", byCount(people.unitNames, units));
  }

  const byCount = (names, counts) =>
    names.map((name, at) => [name, counts[at]]).sort(([one, ones], [other, others]) => others - ones || (one < other ? -1 : 1));

  /** At most so many choices are offered; search finds the others. */
  const CHOICES = 300;

  function fill(name, choices) {
    const select = byId(name);
    const wanted = view.filters[name];
    const offered = choices.filter(([value], at) => at < CHOICES || value === wanted);
    if (wanted && !offered.some(([value]) => value === wanted)) offered.push([wanted, 0]);
    const options = offered.map(([value, count]) => {
      const option = make("option", { value, "data-count": count }, `${shown(label(name, value))} (${grouped(count)})`);
      option.selected = value === wanted;
      return option;
    });
    const all = make("option", { value: "" }, "all");
    all.selected = !wanted;
    select.replaceChildren(all, ...options);
    select.closest("label").classList.toggle("set", Boolean(wanted));
    select.disabled = choices.length === 0 && !wanted;
  }

  // ---- rows

  const grid = () => byId("window");
  let rowHeight = 56;

  function measure() {
    const probe = row();
    grid().append(probe);
    rowHeight = probe.offsetHeight || rowHeight;
    probe.remove();
  }

  function row() {
    const cells = ["person", "state", "cause", "severity", "unit"].map((name) => make("span", { role: "gridcell", class: name }));
    const [person, , cause, , unit] = cells;
    person.append(make("b"), make("small"));
    cause.append(make("span"), make("small"));
    unit.append(make("span"), make("small"));
    return make("div", { role: "row", class: "line" }, ...cells);
  }

  /** The height of all rows, of the box that stands for them, and of the part that is seen. */
  function heights() {
    const full = visible.length * rowHeight;
    const room = grid().clientHeight;
    const height = Math.min(full, TALLEST);
    // Where rows share the height, the bar moves over all of them all the same.
    return { full, room, height, scale: full > height ? (height - room) / (full - room) : 1 };
  }

  function draw() {
    const frame = grid();
    const { room, height, scale } = heights();
    const sizer = byId("sizer");
    sizer.style.height = `${height}px`;
    const offset = frame.scrollTop / scale;
    const first = Math.max(0, Math.floor(offset / rowHeight) - 4);
    const last = Math.min(visible.length, Math.ceil((offset + room) / rowHeight) + 4);
    while (sizer.children.length > last - first) sizer.lastElementChild.remove();
    while (sizer.children.length < last - first) sizer.append(row());
    for (let position = first; position < last; position += 1) {
      const line = sizer.children[position - first];
      write(line, visible[position], position);
      line.style.top = `${frame.scrollTop + (position * rowHeight - offset)}px`;
    }
    byId("grid").setAttribute("aria-activedescendant", active >= first && active < last ? `row-${active}` : "");
  }

  function write(line, at, position) {
    const pattern = people.of(at);
    const [person, state, cause, severity, unit] = line.children;
    line.id = `row-${position}`;
    line.dataset.at = at;
    line.setAttribute("aria-rowindex", position + 2);
    line.classList.toggle("active", position === active);
    line.setAttribute("aria-selected", String(position === active));
    person.firstChild.textContent = shown(people.title(at));
    person.lastChild.textContent = shown(people.second(at));
    state.textContent = WORDS.state[pattern.state];
    state.dataset.state = pattern.state;
    const [words, id] = reason(pattern);
    cause.firstChild.textContent = words;
    cause.lastChild.textContent = id;
    const worst = SEVERITIES[pattern.worst] ?? "";
    severity.textContent = worst;
    severity.dataset.severity = worst;
    // The last part of the path tells most.
    const path = people.unit[at] < 0 ? "" : people.unitNames[people.unit[at]];
    const end = path.lastIndexOf("/");
    unit.firstChild.textContent = shown(path.slice(end + 1));
    unit.lastChild.textContent = shown(path.slice(0, Math.max(0, end)));
  }

  /** What a row says of a pattern, and the case behind it. */
  function reason(pattern) {
    const more = pattern.findings.length - (pattern.findings.length > 0 ? 1 : 0);
    const others = more > 0 ? ` · ${more} more` : "";
    if (pattern.root !== null) return [title(pattern.root), pattern.root + others];
    if (pattern.findings.length) {
      const [id, , certainty] = pattern.findings[0];
      return [certainty === "possible" ? `Perhaps: ${title(id)}` : title(id), id + others];
    }
    if (pattern.undecided.length) return [`Hangs on ${pattern.undecided[0][1].join(", ")}`, pattern.undecided[0][0]];
    return ["", ""];
  }

  function show(position) {
    active = Math.max(0, Math.min(visible.length - 1, position));
    const frame = grid();
    const { room, scale } = heights();
    const top = active * rowHeight;
    const offset = frame.scrollTop / scale;
    if (top < offset) frame.scrollTop = top * scale;
    else if (top + rowHeight > offset + room) frame.scrollTop = (top + rowHeight - room) * scale;
    draw();
  }

  /** Everything that follows from filters and order. */
  function update() {
    fillChoices(sift());
    active = 0;
    grid().scrollTop = 0;
    byId("q").value = view.filters.q;
    const isFiltered = FILTERS.some((name) => view.filters[name]);
    byId("tally").textContent = isFiltered
      ? `${grouped(visible.length)} of ${persons(people.count)}`
      : persons(people.count);
    byId("tally").dataset.count = visible.length;
    searchIdentifiers();
    byId("clear").disabled = !isFiltered;
    byId("csv").disabled = visible.length === 0;
    byId("grid").setAttribute("aria-rowcount", visible.length + 1);
    for (const header of document.querySelectorAll("[data-sort]")) {
      const isSorted = header.dataset.sort === view.sort;
      header.setAttribute("aria-sort", isSorted ? (view.down ? "descending" : "ascending") : "none");
    }
    for (const link of document.querySelectorAll("a[href^='#']")) {
      const filter = /^#([a-z]+)=(.*)$/.exec(link.getAttribute("href"));
      if (filter) link.setAttribute("aria-current", String(view.filters[filter[1]] === decodeURIComponent(filter[2])));
    }
    draw();
  }

  // ---- the address

  function readAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const name of FILTERS) view.filters[name] = asked.get(name) ?? "";
    view.sort = asked.get("sort") ?? "state";
    view.down = asked.get("order") === "down";
    view.person = asked.get("person") ?? "";
  }

  function writeAddress() {
    const wanted = new URLSearchParams();
    for (const name of FILTERS) if (view.filters[name]) wanted.set(name, view.filters[name]);
    if (view.sort !== "state") wanted.set("sort", view.sort);
    if (view.down) wanted.set("order", "down");
    if (view.person) wanted.set("person", view.person);
    history.replaceState(null, "", `#${wanted}`);
  }

  // ---- one person

  const portions = new Map();

  function portionOf(number) {
    if (!portions.has(number)) portions.set(number, inflate(`details-${number}`));
    return portions.get(number);
  }

  /** Identifiers stand in the details, which are unpacked only when somebody asks for one. */
  async function searchIdentifiers() {
    if (people.identified || !/^(?=.*\d)[\w+/=-]{6,}$/.test(view.filters.q.trim())) return;
    people.identified = true;
    const words = searchable();
    const detailed = Number(byId("embedded").dataset.detailed);
    for (let first = 0; first < detailed; first += data.portion) {
      const portion = await portionOf(first / data.portion);
      portion.people.forEach(([ids], number) => {
        words[people.urgency[first + number]] += `\n${folded(ids.filter(Boolean).join("\n"))}`;
      });
    }
    update();
  }

  /** What is known of a person beyond the table; null where it is not in the page. */
  async function details(at) {
    if (people.rank[at] >= Number(byId("embedded").dataset.detailed)) return null;
    const portion = await portionOf(Math.floor(people.rank[at] / data.portion));
    const [ids, sides, findings] = portion.people[people.rank[at] % data.portion];
    const place = (number) => {
      const [path, sheet] = portion.places[number];
      return sheet === null ? path : `${path}#${sheet}`;
    };
    const file = (number) => place(number).split(/[\\/]/).pop();
    return { ids, sides, findings, place, file, column: (number) => portion.columns[number] };
  }

  async function open(position) {
    const at = visible[position];
    if (at === undefined) return;
    active = position;
    view.person = people.key(at);
    writeAddress();
    draw();
    await openPerson(at, position);
  }

  async function openPerson(at, position) {
    const found = await details(at);
    const dialog = byId("person");
    dialog.replaceChildren(...portrait(at, position, found));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    dialog.dataset.at = at;
  }

  function portrait(at, position, found) {
    const pattern = people.of(at);
    const close = make("button", { type: "button", class: "close", "aria-label": "Close" }, "×");
    close.addEventListener("click", () => byId("person").close());
    const step = (text, to, key) => {
      const button = make("button", { type: "button", "data-step": key, disabled: to < 0 || to >= visible.length }, text);
      button.addEventListener("click", async () => {
        await open(to);
        const again = byId("person").querySelector(`[data-step=${key}]`);
        (again.disabled ? byId("person").querySelector(".close") : again).focus();
      });
      return button;
    };
    const counted = position < 0 ? "" : `${grouped(position + 1)} of ${grouped(visible.length)}`;
    const bar = make("p", { class: "steps" }, step("Previous", position < 0 ? -1 : position - 1, "previous"), make("span", {}, counted),
      step("Next", position < 0 ? -1 : position + 1, "next"), close);
    const state = make("span", { class: "badge", "data-state": pattern.state }, WORDS.state[pattern.state]);
    // Where the root has a card, that tells it.
    const isTold = pattern.root === null || pattern.findings[0]?.[0] === pattern.root;
    const root = isTold ? null : make("p", { class: "verdict" }, title(pattern.root), " ", make("code", {}, pattern.root));
    const head = make("header", {}, bar, make("h2", { id: "person-name", class: "value", tabindex: "-1", autofocus: true }, shown(people.title(at))),
      make("p", { class: "value second" }, shown(people.second(at))), make("p", {}, state), root, wayOf(pattern));
    const parts = [head];
    const cards = pattern.findings.map((finding, number) => findingOf(finding, found?.findings[number], found));
    // What to mend first stands before everything else.
    if (pattern.findings[0]?.[3] === "root") parts.push(cards.shift());
    if (found) parts.push(sidesOf(at, pattern, found));
    else parts.push(make("p", { class: "note" }, "The cells of this person are not in the page; the JSON and CSV reports hold them, and mailgap why shows them."));
    if (cards.length) parts.push(make("h3", {}, cards.length < pattern.findings.length ? "What else was found" : "What was found"), ...cards);
    if (pattern.hidden) parts.push(make("p", { class: "note" }, `${pattern.hidden} findings are hidden by --only or --ignore.`));
    if (pattern.undecided.length) {
      parts.push(make("h3", {}, "What could change this"));
      parts.push(make("ul", { class: "undecided" }, ...pattern.undecided.map(([id, missing]) =>
        make("li", {}, `${title(id)} `, make("code", {}, id), ` hangs on ${missing.join(", ")}`))));
    }
    return parts;
  }

  /** The stages, and where this person's way ends. */
  function wayOf(pattern) {
    if (!pattern.way) return null;
    const names = ways(pattern);
    const marks = { reached: "reached", stopped: "not reached", open: "not certain" };
    const steps = ["ad", ...STAGES].map((stage) => {
      const end = names.find((name) => name.startsWith(`${stage}.`))?.split(".")[1] ?? "none";
      const mark = stage === "ad" && end === "open" ? "only in the cloud" : marks[end] ?? "";
      return make("li", { "data-end": stage === "ad" && end === "open" ? "none" : end }, make("span", {}, WORDS.stage[stage]), make("small", {}, mark));
    });
    return make("ol", { class: "way", "aria-label": "The way to a mailbox" }, ...steps);
  }

  function sidesOf(at, pattern, found) {
    const pairs = [["ad-exchange", "ad-entra"], ["ad-entra"], ["entra-exchange", "ad-exchange"]];
    const joined = new Map(pattern.joined);
    // Cells that prove something stand out.
    const proofs = new Set();
    for (const [, evidence] of found.findings) {
      for (const [place, column, line] of evidence) proofs.add(`${place} ${line} ${column}`);
    }
    const columns = found.sides.map((side, number) => {
      const heading = make("h3", {}, WORDS.side[number]);
      if (side === null) return make("section", { class: "side missing" }, heading, make("p", { class: "note" }, "no row"));
      const [rows, cells] = side;
      const places = rows.map(([place, line]) => `${found.file(place)}:${line}`);
      const pair = number === 0 ? null : pairs[number].find((name) => joined.has(name));
      const keys = pair ? `joined to ${pair.startsWith("ad") ? "Active Directory" : "Entra ID"} by ${joined.get(pair)}` : "";
      const list = make("dl", {});
      for (const [column, value] of cells) {
        const isProof = rows.some(([place, line]) => proofs.has(`${place} ${line} ${column}`));
        list.append(make("div", { class: isProof ? "proof" : undefined }, make("dt", {}, shown(found.column(column))), valueOf(value)));
      }
      return make("section", { class: "side" }, heading,
        make("p", { class: "note" }, make("code", { title: shown(found.place(rows[0][0])) }, shown(places.join(", ")))),
        keys ? make("p", { class: "note" }, keys) : null, list);
    });
    return make("div", { class: "sides" }, ...columns);
  }

  function valueOf(value) {
    const isBlank = value === null || value.trim() === "";
    return make("dd", { class: isBlank ? "value blank" : "value" }, isBlank ? "(blank)" : shown(value));
  }

  function findingOf([id, severity, certainty, role], told, found) {
    const words = data.cases[id];
    const card = make("article", { class: "finding" },
      make("h4", {}, words.title, " ", make("span", { class: `tag ${severity}` }, severity), " ", make("span", { class: "tag" }, certainty),
        " ", make("span", { class: "tag" }, role)),
      make("p", { class: "ids" }, make("code", {}, id), ` · mended by: ${WORDS.act[words.act] ?? words.act}`),
      make("p", { class: "value message" }, told ? shown(told[0]) : words.title));
    if (told && told[1].length) {
      const lines = told[1].map(([place, column, line, inText, value, searched, sought]) =>
        make("tr", {}, make("td", {}, make("code", { title: shown(found.place(place)) }, shown(found.file(place)))),
          make("td", { class: "number" }, line === null ? `none of ${grouped(searched)}` : inText && inText !== line ? `${line} (line ${inText})` : String(line)),
          make("td", { class: "value" }, shown(found.column(column))),
          line === null ? make("td", { class: "value" }, `no row has ${shown(sought)}`) : cellOf(value)));
      card.append(make("div", { class: "scroll" }, make("table", {}, make("thead", {}, make("tr", {},
        ...["File", "Row", "Column", "Value"].map((name) => make("th", { scope: "col", class: name === "Row" ? "number" : undefined }, name)))),
      make("tbody", {}, ...lines))));
    }
    card.append(make("p", { class: "why" }, words.why));
    card.append(remedyOf(words.remedy));
    card.append(make("p", { class: "sources" }, ...words.sources.flatMap((source) => [make("a", { href: source, rel: "noreferrer" }, source), " "])));
    return card;
  }

  function cellOf(value) {
    const cell = valueOf(value);
    return make("td", { class: cell.className }, cell.textContent);
  }

  function remedyOf(text) {
    return make("p", { class: "remedy" }, make("span", {}, text), copyButton(text));
  }

  function copyButton(text, words = "Copy") {
    const button = make("button", { type: "button", class: "copy", "aria-label": words === "Copy" ? "Copy the remedy" : undefined }, words);
    button.addEventListener("click", async () => {
      button.textContent = (await copied(text)) ? "Copied" : "Select and copy by hand";
      setTimeout(() => { button.textContent = words; }, 2000);
    });
    return button;
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const field = make("textarea", { class: "aside", "aria-hidden": "true" });
      field.value = text;
      (byId("person").open ? byId("person") : document.body).append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  }

  // ---- out of the page

  /** An apostrophe before each line that a spreadsheet would take for a formula makes it a text. */
  function guarded(text) {
    const guard = (line) => (/^[^\S\t\r\n]*[=+\-@\t＝＋－＠]/.test(line) ? `'${line}` : line);
    return text.split(/(\r\n|\n|\r)/).map((part, at) => (at % 2 ? part : guard(part))).join("");
  }

  function csv() {
    const cell = (value) => {
      const text = guarded(String(value ?? ""));
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    const lines = [["name", "upn", "primary_smtp", "mail_nickname", "state", "root_cause", "severity", "findings", "undecided", "unit"]];
    for (const at of visible) {
      const pattern = people.of(at);
      lines.push([
        people.name(at), people.upn(at), people.smtp(at), people.alias(at), pattern.state, pattern.root, SEVERITIES[pattern.worst],
        pattern.findings.map((finding) => finding[0]).join("\n"), pattern.undecided.map((open) => open[0]).join("\n"),
        people.unit[at] < 0 ? "" : people.unitNames[people.unit[at]],
      ]);
    }
    return `\ufeff${lines.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
  }

  function save() {
    const link = make("a", { download: "mailgap-people.csv", href: URL.createObjectURL(new Blob([csv()], { type: "text/csv" })) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  /** On paper there is no scrolling: the first rows stand in a list. */
  function print() {
    for (const fold of document.querySelectorAll("details:not([open])")) {
      fold.open = true;
      fold.dataset.opened = "";
    }
    const lines = [];
    for (const at of visible.subarray(0, PRINTED)) {
      const pattern = people.of(at);
      const [words, id] = reason(pattern);
      lines.push(make("tr", {}, make("td", { class: "value" }, shown(people.title(at)), make("br"), make("small", {}, shown(people.second(at)))),
        make("td", {}, WORDS.state[pattern.state]), make("td", {}, words, make("br"), make("small", {}, id))));
    }
    const rest = visible.length - lines.length;
    byId("printed").replaceChildren(
      make("p", {}, rest > 0 ? `The first ${grouped(lines.length)} of ${persons(visible.length)}.` : `${persons(visible.length)}.`),
      make("table", {}, make("thead", {}, make("tr", {}, ...["Person", "State", "Cause"].map((name) => make("th", { scope: "col" }, name)))),
        make("tbody", {}, ...lines)));
  }

  // ---- what the reader does

  function listen() {
    for (const name of FILTERS) {
      byId(name).addEventListener("input", (event) => {
        view.filters[name] = event.target.value;
        update();
        writeAddress();
      });
    }
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("clear").addEventListener("click", () => {
      for (const name of FILTERS) view.filters[name] = "";
      update();
      writeAddress();
      byId("q").focus();
    });
    byId("csv").addEventListener("click", save);
    for (const header of document.querySelectorAll("[data-sort] button")) {
      header.addEventListener("click", () => {
        const sort = header.parentElement.dataset.sort;
        view.down = view.sort === sort && !view.down;
        view.sort = sort;
        update();
        writeAddress();
      });
    }
    const frame = grid();
    let isDue = false;
    frame.addEventListener("scroll", () => {
      if (isDue) return;
      isDue = true;
      requestAnimationFrame(() => { isDue = false; draw(); });
    });
    byId("grid").addEventListener("keydown", (event) => {
      // The buttons of the header have keys of their own.
      if (event.target.closest("button")) return;
      const page = Math.max(1, Math.floor(frame.clientHeight / rowHeight) - 1);
      const moves = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: visible.length - 1 };
      if (event.key in moves) show(moves[event.key]);
      else if (event.key === "Enter" || event.key === " ") open(active);
      else return;
      event.preventDefault();
    });
    frame.addEventListener("click", (event) => {
      const line = event.target.closest("[role=row]");
      if (line) open(Number(line.id.slice(4)));
    });
    byId("person").addEventListener("close", () => {
      // Whoever has gone to another address meanwhile is not called back.
      const isLeft = (new URLSearchParams(location.hash.slice(1)).get("person") ?? "") !== view.person;
      if (isLeft) return;
      view.person = "";
      writeAddress();
      byId("grid").focus({ preventScroll: true });
    });
    // A click beside the sheet closes it.
    byId("person").addEventListener("click", (event) => { if (event.target === byId("person")) byId("person").close(); });
    addEventListener("hashchange", follow);
    // Whoever asks for people is taken to them.
    addEventListener("click", (event) => {
      if (event.target.closest("a[href^='#'][href*='=']")) {
        byId("people").focus({ preventScroll: true });
        byId("people").scrollIntoView();
      }
    });
    addEventListener("resize", () => { measure(); draw(); });
    addEventListener("beforeprint", print);
    addEventListener("afterprint", () => {
      byId("printed").replaceChildren();
      for (const fold of document.querySelectorAll("details[data-opened]")) {
        fold.open = false;
        fold.removeAttribute("data-opened");
      }
    });
    if (byId("sync-copy")) {
      const rows = document.querySelectorAll("[aria-labelledby=sync-title] tr");
      const text = Array.from(rows, (row) => Array.from(row.cells, (cell) => cell.textContent).join("\t")).join("\n");
      byId("sync-copy").append(copyButton(text, "Copy these rows"));
    }
    for (const remedy of document.querySelectorAll("main .remedy")) {
      remedy.append(copyButton(remedy.firstElementChild.textContent));
    }
  }

  /** Brings the page to what the address says. */
  function follow() {
    readAddress();
    update();
    if (!view.person) return;
    const position = visible.findIndex((at) => people.key(at) === view.person);
    if (position >= 0) {
      show(position);
      open(position);
    }
  }

  async function start() {
    if (!window.DecompressionStream) throw new Error("this browser cannot unpack the people (it needs DecompressionStream)");
    data = await inflate("table");
    people = arrange(data);
    byId("app").hidden = false;
    measure();
    listen();
    follow();
    document.documentElement.dataset.ready = "yes";
  }

  start().catch((trouble) => {
    byId("trouble").hidden = false;
    byId("trouble").textContent = `The table of people cannot be shown: ${trouble.message}. The counts above are complete.`;
    console.error(trouble);
  });
})();
