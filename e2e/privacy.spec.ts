import { expect, test } from './fixtures/test.ts';

// The guard itself (fixtures/test.ts) is on in every test; these show that it works.
test.fail('a request to another host fails a test', async ({ limn, page }) => {
  await limn.goto();
  await page.evaluate(() => fetch('http://elsewhere.invalid/').catch(() => {}));
});

test.fail('a picture from another host fails a test', async ({ limn, page }) => {
  await limn.goto();
  await page.evaluate(async () => {
    const picture = new Image();
    picture.src = 'http://elsewhere.invalid/pixel.png';
    await picture.decode().catch(() => {});
  });
});

test('the page forbids other hosts, and says so in the page and in the headers', async ({ page }) => {
  const answer = await page.goto('/');
  const header = answer!.headers()['content-security-policy'];
  const inPage = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  for (const policy of [header, inPage]) {
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/ 'unsafe-eval'/);
  }
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
});
