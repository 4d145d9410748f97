// Every state that a shopper can see, in the ways in which people look: a small phone, a wide screen at night, from right to left.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { alone, closeAll, judge, newContext, open, scene, shoot } from "./lib.mjs";

after(closeAll);

const pages = await (await fetch(`${scene.gallery}/index.json`)).json();
assert.ok(pages.length > 20, "the gallery is nearly empty");

const ways = [
	{ name: "320", context: { viewport: { width: 320, height: 640 } } },
	{ name: "wide-dark", context: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" } },
	{ name: "rtl", context: { viewport: { width: 360, height: 740 } }, query: "?lang=ar" },
];

// see opens every state in one way of looking.
async function see(t, way) {
	const page = await open(await newContext(way.context)); // one for all: opening another takes longer than all that is judged
	for (const { name } of pages) {
		await t.test(name, async () => {
			page.requests.length = page.complaints.length = 0;
			await page.goto(`${scene.gallery}/${name}${way.query ?? ""}`);
			alone(page, name);
			assert.equal(await page.locator("script").count(), 0, `${name} has a script`);
			if (way.query) assert.equal(await page.locator("html").getAttribute("dir"), "rtl");
			await shoot(page, `${name}-${way.name}`);
			await page.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = true; });
			await judge(page, name);
		});
	}
	await page.context().close();
}

// Side by side: the browser has a process for each, and most of the time is waiting for it.
test("every state", { concurrency: ways.length }, async (t) => {
	await Promise.all(ways.map((way) => t.test(way.name, (t) => see(t, way))));
});
