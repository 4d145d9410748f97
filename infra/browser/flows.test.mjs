// What shoppers do, through the running system: look an order up, follow it, give it away, rate it, complain, and see the widget in a
// shop. Everything works without a script and with the keyboard alone.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeAll, judge, newContext, open, scene, shoot } from "./lib.mjs";

after(closeAll);

const lookup = `${scene.system}/track?brand=aster`;

test("look an order up by e-mail, with the keyboard alone and without script", async () => {
	const page = await open(await newContext({ javaScriptEnabled: false }));
	await page.goto(lookup);
	await shoot(page, "lookup");
	for (const text of ["W-2", "robin@example.com"]) {
		while (await page.evaluate(() => document.activeElement.tagName) !== "INPUT" || await page.evaluate(() => document.activeElement.value) !== "") await page.keyboard.press("Tab");
		await page.keyboard.type(text);
	}
	await page.keyboard.press("Enter");
	await page.waitForURL(scene.pages.split.replace(/\?.*/, "*"));
	assert.match(await page.locator("h1").innerText(), /W-2/);
	assert.equal(await page.locator("section.card h2").first().innerText(), "Out for delivery");
	await shoot(page, "split-order");
	await page.context().close();
});

test("a wrong pair, and an order that does not exist, look the same and say what to do", async () => {
	const seen = [];
	for (const [order, proof] of [["W-2", "nobody@example.com"], ["W-999", "robin@example.com"]]) {
		const page = await open();
		await page.goto(lookup);
		await page.getByRole("textbox").nth(0).fill(order);
		await page.getByRole("textbox").nth(1).fill(proof);
		await page.getByRole("button").first().click();
		await page.getByRole("alert").waitFor();
		page.complaints.length = 0; // Chromium notes the 404 itself
		await judge(page, "a miss");
		await shoot(page, "lookup-miss");
		seen.push(await page.content());
		assert.ok(!seen.at(-1).includes(proof), "the miss repeats what was typed");
		await page.context().close();
	}
	assert.equal(seen[0], seen[1]);
});

test("the lookup is clean at 320 px, in the dark and from right to left", async () => {
	for (const [name, options, lang] of [["320", { viewport: { width: 320, height: 640 } }, "en"], ["dark", { colorScheme: "dark" }, "de"], ["rtl", {}, "ar"]]) {
		const page = await open(await newContext(options));
		await page.goto(`${lookup}&lang=${lang}`);
		assert.equal(page.requests.length, 1);
		await judge(page, `lookup ${name}`);
		await shoot(page, `lookup-${name}`);
		await page.context().close();
	}
});

test("a page is asked for again without being sent again", async () => {
	const first = await fetch(scene.pages.split);
	const again = await fetch(scene.pages.split, { headers: { "If-None-Match": first.headers.get("etag") } });
	assert.equal(again.status, 304);
});

test("a gift link shows the way and not the contents", async () => {
	const page = await open(await newContext({ javaScriptEnabled: false }));
	await page.goto(scene.pages.split);
	await page.getByRole("button", { name: /gift/i }).click();
	const address = await page.locator("#giftlink").inputValue();
	await page.goto(address);
	await shoot(page, "gift");
	const text = await page.locator("body").innerText();
	assert.ok(!/mug|towel|\$/i.test(text), `a gift shows contents: ${text}`);
	assert.match(text, /Out for delivery/);
	await page.context().close();
});

test("rate a delivery with one tap, then say why; no second vote for the same parcel", async () => {
	const page = await open(await newContext({ javaScriptEnabled: false }));
	await page.goto(scene.pages.unhappy);
	await page.locator("button[name=score][value='2']").click();
	await page.waitForURL("**/s/*");
	await shoot(page, "survey-thanks");
	await page.locator("textarea[name=comment]").fill("It lay in the rain.");
	await page.locator(".more-form button[type=submit]").click();
	await page.getByRole("status").waitFor();
	await page.goto(scene.pages.unhappy.replace("/t/", "/s/"));
	assert.equal(await page.locator("button[name=score].on").getAttribute("value"), "2");
	assert.equal(await page.locator("button[name=score].on").count(), 1);
	await page.context().close();
});

test("survey and report are clean in every way of looking", async () => {
	for (const story of ["delivered", "arabic"]) {
		for (const below of ["", "/report", "/report?kind=not_received"]) {
			for (const viewport of [{ width: 320, height: 640 }, { width: 1280, height: 900 }]) {
				const page = await open(await newContext({ viewport, colorScheme: viewport.width > 400 ? "dark" : "light" }));
				await page.goto(scene.pages[story].replace("/t/", "/s/") + below);
				await judge(page, `${story} ${below}`);
				await shoot(page, `survey-${story}${below.replace(/\W+/g, "-")}-${viewport.width}`);
				await page.context().close();
			}
		}
	}
});

test("say that it has not come", async () => {
	const page = await open(await newContext({ javaScriptEnabled: false }));
	await page.goto(scene.pages.delivered);
	await page.locator("a[href*='/report'][href*='not_received']").first().click();
	await shoot(page, "report");
	await page.locator("form button[type=submit]").click();
	await page.getByRole("status").waitFor();
	await page.context().close();
});

test("a link that opens nothing says so kindly", async () => {
	const page = await open();
	await page.goto(`${scene.system}/t/${"a".repeat(26)}`);
	page.complaints.length = 0; // Chromium notes the 404 itself
	await judge(page, "missing");
	await shoot(page, "missing");
	await page.context().close();
});

for (const [story, lang] of [["split", "en"], ["delivered", "de"], ["arabic", "ar"], ["waiting", "ja"]]) {
	test(`the widget in a foreign page with a strict policy: ${story}, ${lang}`, async () => {
		const page = await open(await newContext({ viewport: { width: 320, height: 640 } }));
		await page.goto(`${scene.shop}/?story=${story}&lang=${lang}`);
		await page.locator("doorstep-tracking").locator("a").waitFor();
		await judge(page, `widget ${story}`);
		await shoot(page, `widget-${story}`);
		assert.deepEqual(await page.context().cookies(), []);
		assert.deepEqual(page.requests.filter((r) => !r.startsWith(scene.shop) && !r.startsWith(scene.system)), []);
		await page.context().close();
	});
}

test("the widget says when it cannot look, and names no order to others", async () => {
	const page = await open();
	await page.route("**/*.json*", (route) => route.abort());
	await page.goto(`${scene.shop}/?story=split&lang=en`);
	await page.locator("doorstep-tracking").getByRole("status").filter({ hasText: /\w/ }).waitFor();
	page.complaints.length = 0; // the request that the test broke
	await judge(page, "widget offline");
	await page.context().close();
});
