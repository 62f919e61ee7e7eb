import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startSandbox } from '../../src/sandbox/start.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { launchChromium, PATIENCE_MS } from './chromium.ts';
import { freePort } from './free-port.ts';

export interface BrowserBench {
  readonly sandbox: Sandbox;
  /** A new page, as somebody has who was never here. */
  open(complaint?: RegExp): Promise<OpenPage>;
  close(): Promise<void>;
}

export interface OpenPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** For a test that made it complain, and asserted that. */
  forgive(): void;
  /** Throws what the browser complained of meanwhile. */
  close(): Promise<void>;
}

async function openPage(browser: Browser, complaint: RegExp): Promise<OpenPage> {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (complaint.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return {
    context,
    page,
    forgive: () => void complaints.splice(0),
    close: async () => {
      const told = [...complaints];
      await context.close();
      if (told.length > 0) throw new Error(`the browser complained: ${told.join('; ')}`);
    },
  };
}

/** A sandbox of its own and a browser in front of it. `idpHost`: another name of this machine, which makes another site. */
export async function aBrowserBench({ idpHost }: { readonly idpHost?: string } = {}): Promise<BrowserBench> {
  const [port, idpPort, twilioPort] = [await freePort(), await freePort(), await freePort()];
  const sandbox = await startSandbox({
    port,
    idpPort,
    twilioPort,
    host: '127.0.0.1',
    environment: 'sandbox',
    ...(idpHost !== undefined && { idpUrl: `http://${idpHost}:${idpPort}` }),
  });
  const browser = await launchChromium();
  return {
    sandbox,
    open: (complaint = /Content.Security.Policy|Refused to/i) => openPage(browser, complaint),
    close: async () => {
      await browser.close();
      await sandbox.close();
    },
  };
}
