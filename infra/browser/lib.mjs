// What all browser tests share: the browser, the scene that the Go side set, and the judgements made on every page.
import assert from "node:assert/strict";
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

export const scene = JSON.parse(process.env.SCENE);

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// The flags keep Chromium from looking for Google's servers, which a closed network refuses by the dozen. Root in a container has no
// user namespace to build the sandbox in.
const flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

let launched; // one browser for all, also when several ask for it at once

// newContext is a reader with nothing remembered: a phone unless options say otherwise.
export async function newContext(options = {}) {
	launched ??= chromium.launch({ executablePath: scene.chromium, args: [...flags, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])] });
	return (await launched).newContext({ viewport: { width: 390, height: 844 }, locale: "en-US", ...options });
}

// open gives a page of a context, of one of its own when none is given, that notes what it asks for and what the browser complains of.
export async function open(context) {
	const page = await (context ?? await newContext()).newPage();
	page.requests = [];
	page.complaints = [];
	page.on("request", (r) => { if (!r.url().startsWith("data:")) page.requests.push(r.url()); });
	page.on("console", (m) => { if (m.type() === "error" || m.type() === "warning") page.complaints.push(m.text()); });
	page.on("pageerror", (e) => page.complaints.push(String(e)));
	return page;
}

export async function closeAll() { await (await launched)?.close(); }

// judge holds a page to what every page must be: nothing that axe finds against WCAG 2.2 AA, nothing wider than the window, no
// complaint of the browser (a blocked style or script is one). Rules of axe that make no sense for a page are switched off by name.
export async function judge(page, name, { without = [] } = {}) {
	const wide = await page.evaluate(() => {
		const limit = document.documentElement.clientWidth;
		const out = [...document.querySelectorAll("body *")].filter((e) => {
			const box = e.getBoundingClientRect();
			return box.width > 0 && (box.right > limit + 1 || box.left < -1) && getComputedStyle(e).position !== "absolute" && !e.closest("svg");
		});
		return { scroll: document.documentElement.scrollWidth - limit, out: out.slice(0, 3).map((e) => e.outerHTML.slice(0, 160)) };
	});
	assert.ok(wide.scroll <= 0, `${name}: scrolls sideways by ${wide.scroll} px: ${wide.out.join("\n")}`);
	// Injected by the driver, which the page's policy does not bind: the page itself stays without script.
	await page.evaluate(axe);
	const result = await page.evaluate((rules) => axe.run(document, { rules, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
		Object.fromEntries(without.map((id) => [id, { enabled: false }])));
	const found = result.violations.map((v) => `${v.id} (${v.help}): ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)).join(" | ")}`);
	assert.deepEqual(found, [], `${name}: axe`);
	assert.deepEqual(page.complaints, [], `${name}: the browser complains`);
}

// alone asserts that a page brought everything with it.
export function alone(page, name) {
	assert.equal(page.requests.length, 1, `${name}: asks for ${page.requests.join(", ")}`);
}

export async function shoot(page, name) {
	if (!scene.screenshots) return;
	mkdirSync(scene.screenshots, { recursive: true });
	await page.screenshot({ path: join(scene.screenshots, `${name}.png`), fullPage: true });
}
