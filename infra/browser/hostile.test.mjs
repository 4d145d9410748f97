// Texts of carriers, merchants and shoppers that try to run, to ask another host, or to break the page: in a real browser they are text.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { alone, closeAll, judge, newContext, open, scene, shoot } from "./lib.mjs";

after(closeAll);

const survey = scene.pages.hostile.replace("/t/", "/s/");
const attack = `</textarea></title><script>window.pwned=1</script><img src=x onerror=window.pwned=1>\u202e"'><svg onload=window.pwned=1> https://evil.example/ ${"W".repeat(1000)}`;

// watched is a page on a small phone that notes dialogs; harmless judges it when it has settled.
async function watched() {
	const page = await open(await newContext({ viewport: { width: 320, height: 640 } }));
	page.dialogs = [];
	page.on("dialog", (d) => { page.dialogs.push(d.message()); d.dismiss(); });
	return page;
}

async function harmless(page, name) {
	await page.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = true; });
	await judge(page, name);
	assert.equal(await page.evaluate(() => typeof window.pwned), "undefined", `${name}: a text ran`);
	assert.deepEqual(page.dialogs, [], name);
	assert.deepEqual(page.requests.filter((r) => !r.startsWith(scene.system) && !r.startsWith(scene.shop)), [], `${name}: asks others`);
	assert.deepEqual(await page.context().cookies(), []);
	await shoot(page, `hostile-${name}`);
	await page.context().close();
}

for (const lang of ["en", "ar"]) {
	test(`the page of a hostile order, ${lang}`, async () => {
		const page = await watched();
		await page.goto(`${scene.pages.hostile}?lang=${lang}`);
		alone(page, "hostile order");
		assert.equal(await page.locator("script, iframe, object, embed").count(), 0);
		const shown = await page.locator("body").innerText();
		assert.match(shown, /<script>window\.pwned=1<\/script>/, "the text is not shown, so it proves nothing");
		assert.doesNotMatch(await page.title(), /\u202e/);
		await harmless(page, `page-${lang}`);
	});
}

test("what is typed into the survey and the report comes back as text", async () => {
	for (const [below, pick] of [["", "input[name=score], button[name=score]"], ["/report", "input[name=kind]"]]) {
		const page = await watched();
		await page.goto(survey + below);
		if (below === "") {
			await page.locator("button[name=score][value='2']").first().click();
			await page.waitForURL("**/s/*");
		} else {
			await page.locator(pick).last().check({ force: true });
		}
		await page.locator("textarea[name=comment]").first().evaluate((box, text) => { box.removeAttribute("maxlength"); box.value = text; }, attack);
		await page.locator("form:has(textarea) button[type=submit]").first().click();
		await page.getByRole("alert").first().waitFor();
		assert.match(await page.locator("textarea[name=comment]").first().inputValue(), /<script>window\.pwned=1<\/script>/);
		page.complaints.length = 0; // Chromium notes the 422 itself
		await harmless(page, `typed${below.replace("/", "-")}`);
	}
});

test("what is typed into the lookup does not come back", async () => {
	const page = await watched();
	await page.goto(`${scene.system}/track?brand=aster&lang=${encodeURIComponent(attack.slice(0, 200))}`);
	await page.getByRole("textbox").nth(0).evaluate((box, text) => { box.removeAttribute("maxlength"); box.value = text; }, attack);
	await page.getByRole("textbox").nth(1).fill("53207");
	await page.getByRole("button").first().click();
	await page.getByRole("alert").first().waitFor();
	assert.ok(!(await page.content()).includes("pwned"));
	page.complaints.length = 0; // Chromium notes the 422 itself
	await harmless(page, "lookup");
});

test("the widget of a hostile order", async () => {
	const page = await watched();
	await page.goto(`${scene.shop}/?story=hostile&lang=en`);
	await page.locator("doorstep-tracking").locator("a").waitFor();
	assert.match(await page.locator("doorstep-tracking").evaluate((e) => e.shadowRoot.textContent), /W<u>"'X/, "the order's number is not shown, so it proves nothing");
	await harmless(page, "widget");
});

test("the widget takes no element of the shop's page for its own script", async () => {
	const page = await watched();
	await page.goto(`${scene.shop}/?story=hostile&trap`);
	const told = page.locator("doorstep-tracking").locator("a, [role=status]").first();
	await told.waitFor({ state: "attached" });
	await page.waitForLoadState("networkidle");
	assert.notEqual(await page.evaluate(() => document.currentScript?.tagName), undefined, "the trap is not set, so it proves nothing");
	const token = scene.pages.hostile.split("/").at(-1);
	assert.deepEqual(page.requests.filter((r) => r.includes(token) && !r.startsWith(scene.shop) && !r.startsWith(scene.system)), [], "the token went elsewhere");
	assert.ok(!(await page.locator("doorstep-tracking").evaluate((e) => e.shadowRoot.innerHTML)).includes("evil.example"));
	await page.context().close();
});
