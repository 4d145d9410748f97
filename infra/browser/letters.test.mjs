// Every kind of message as an e-mail, in two brands and the ways in which people look: a small phone, a window, the dark, from right to left,
// with images and without.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeAll, judge, newContext, open, scene, shoot } from "./lib.mjs";

after(closeAll);

const { brands, messages } = await (await fetch(`${scene.gallery}/letters/index.json`)).json();
assert.ok(brands.length === 2 && messages.length > 20, "the gallery is nearly empty");

const ways = [
	{ name: "320", context: { viewport: { width: 320, height: 640 } }, lang: "de" },
	{ name: "640", context: { viewport: { width: 640, height: 900 } }, lang: "en" },
	{ name: "dark", context: { viewport: { width: 640, height: 900 }, colorScheme: "dark" }, lang: "en" },
	{ name: "rtl", context: { viewport: { width: 360, height: 740 } }, lang: "ar" },
];

// A message stands within the page of a mail program, whose landmarks are not its own.
const without = ["region", "landmark-one-main"];

const logo = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="40"><rect width="160" height="40" rx="8" fill="#c2185b"/><circle cx="20" cy="20" r="9" fill="#fff"/></svg>`;

async function see(t, brand, way) {
	const page = await open(await newContext(way.context));
	const images = way.name !== "320"; // there they are off, as Outlook has them
	await page.route(/^https:/, (route) => images ? route.fulfill({ contentType: "image/svg+xml", body: logo }) : route.abort());
	for (const name of messages) {
		await t.test(name, async () => {
			page.requests.length = page.complaints.length = 0;
			await page.goto(`${scene.gallery}/letters/${brand}/${name}?lang=${way.lang}`);
			const asked = page.requests.slice(1);
			assert.ok(asked.every((r) => r === "https://cdn.nordlicht.example/logo.png"), `asks for ${asked}`);
			if (way.lang === "ar") assert.equal(await page.locator("html").getAttribute("dir"), "rtl");
			if (!images) page.complaints.length = 0; // Chromium notes the image itself
			assert.equal(await page.locator("h1").count(), 1);
			assert.ok(await page.evaluate(() => document.body.innerText.includes(document.querySelector("h1").innerText)));
			await shoot(page, `mail-${brand}-${name}-${way.name}`);
			await judge(page, name, { without });
		});
	}
	await page.context().close();
}

test("every message", { concurrency: ways.length }, async (t) => {
	await Promise.all(brands.flatMap((brand) => ways.map((way) => t.test(`${brand} ${way.name}`, (t) => see(t, brand, way)))));
});

// Programs that turn colours over by themselves (Gmail on iPhones, Outlook) leave no style sheet and invert what is inline: all must still
// be legible, so contrast is judged after turning lightness over.
test("a message survives forced dark colours", async () => {
	for (const brand of brands) {
		const page = await open(await newContext({ viewport: { width: 390, height: 844 } }));
		await page.route(/^https:/, (route) => route.fulfill({ contentType: "image/svg+xml", body: logo }));
		await page.goto(`${scene.gallery}/letters/${brand}/delivered?lang=en`);
		await page.evaluate(() => {
			document.querySelector("style").remove();
			const turn = (colour) => {
				const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
				if (a === 0) return colour;
				const high = Math.max(r, g, b), low = Math.min(r, g, b), shift = 255 - high - low; // lightness turned over, hue kept
				return `rgb(${r + shift}, ${g + shift}, ${b + shift})`;
			};
			const all = [document.body, ...document.querySelectorAll("body *")].map((e) => {
				const s = getComputedStyle(e);
				return [e, turn(s.color), turn(s.backgroundColor)];
			});
			for (const [e, ink, ground] of all) { e.style.color = ink; e.style.background = ground; }
		});
		await shoot(page, `mail-${brand}-delivered-forced`);
		await judge(page, `${brand} forced`, { without });
		await page.context().close();
	}
});
