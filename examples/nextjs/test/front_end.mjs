// A built front end on a port of its own, beside the mentorat at MENTORAT_URL, and a Chromium.

import { spawn, execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

export const MENTORAT_URL = process.env.MENTORAT_URL ?? "http://127.0.0.1:8000";
const FOLDER = fileURLToPath(new URL("..", import.meta.url));
const NEXT = fileURLToPath(import.meta.resolve("next/dist/bin/next"));
const STARTS_MS = 30_000;

/** The origin of a front end of `mentoratUrl`, once it answers; `closing` gets what stops it. */
export async function startFrontEnd(closing, mentoratUrl = MENTORAT_URL) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const environment = { ...process.env, MENTORAT_URL: mentoratUrl, APP_URL: origin, NEXT_TELEMETRY_DISABLED: "1" };
  const options = { cwd: FOLDER, env: environment, stdio: ["ignore", "ignore", "inherit"] };
  const server = spawn(process.execPath, [NEXT, "start", "--hostname", "127.0.0.1", "--port", port], options);
  closing.push(() => server.kill());
  await answers(origin, server);
  return origin;
}

/** A browser; `closing` gets what closes it. */
export async function startChromium(closing) {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const executablePath = process.env.CHROMIUM ?? names.map(whereIs).find(Boolean);
  if (!executablePath) throw new Error("No Chromium here. Debian: apt install chromium; elsewhere: CHROMIUM=/path");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  closing.push(() => browser.close());
  return browser;
}

async function answers(origin, server) {
  const until = Date.now() + STARTS_MS;
  for (;;) {
    try {
      return await fetch(`${origin}/api/webhooks/clerk`);
    } catch (error) {
      if (server.exitCode !== null || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(String(port)));
    });
  });
}

function whereIs(name) {
  try {
    return execFileSync("which", [name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}
