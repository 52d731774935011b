import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

// Chromium draws text anew for each piece of our font that comes only where a font that comes is the first of the list: this one, never fetched as it has no sign.
const style = `
@font-face{font-family:"By pieces";src:url("/font/files/noto-sans-sc-latin-wght-normal.woff2");unicode-range:U+10FFFF;}
*{box-sizing:border-box;font:inherit}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f3f5f7;color:#1a2530;font:16px/1.5 "By pieces",system-ui,"PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC","WenQuanYi Zen Hei","Noto Sans SC Variable",sans-serif}
main{width:min(30rem,92vw);padding:2rem;background:#fff;border:1px solid #d5dce3;border-radius:.5rem}
h1{margin:0 0 1rem;font-size:1.25rem;font-weight:600}
h1 [lang=en]{display:block;font-size:1rem;font-weight:400}
small,[lang=en]{color:#55636f}
small{font-size:.875rem}
label{display:block;margin:1rem 0 0}
input{display:block;width:100%;margin-top:.25rem;padding:.6rem;border:1px solid #8795a1;border-radius:.25rem}
input:focus-visible,button:focus-visible{outline:3px solid #3b82c4;outline-offset:1px}
button{width:100%;margin:1.5rem 0 1rem;padding:.7rem;border:0;border-radius:.25rem;background:#145a8d;color:#fff;cursor:pointer}
h2{margin:0 0 .5rem;font-size:1rem;font-weight:600}
.demo{margin-bottom:1.5rem;padding-bottom:.75rem;border-bottom:1px solid #d5dce3}
.demo h2 [lang=en]{display:block;font-weight:400;font-size:.875rem}
.demo button{display:flex;flex-wrap:wrap;gap:0 .5rem;align-items:baseline;margin:0 0 .5rem;padding:.55rem .75rem;border:1px solid #8795a1;background:#fff;color:#1a2530;text-align:left}
.demo button:hover{background:#f3f5f7}
.demo small{margin-left:auto}
@media(max-width:32rem){main{padding:1.25rem 1rem}.demo small{width:100%;margin:0}}
[role=alert]{padding:.6rem .8rem;border-left:4px solid #b3261e;background:#fcefee}`;

// The browser holds redirects after the form to form-action too, so the addresses of local clients are in it.
const policy = [
  "default-src 'none'", `style-src 'self' 'sha256-${createHash('sha256').update(style).digest('base64')}'`, "font-src 'self'",
  "form-action 'self' http://127.0.0.1:*", "frame-ancestors 'none'", "base-uri 'none'",
].join('; ');

export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** Somebody of the sample who signs in with one press, without a password. */
export interface DemoPerson {
  readonly code: string;
  readonly name: string;
  readonly branch: string;
  readonly role: Words;
}

/** The sign-in form, with the demo people where there are some; it posts to its own address and works without a script. */
export const signInPage = (demo: readonly DemoPerson[], username: string, problem?: Words): string => page({ zh: '登录售后服务平台', en: 'Sign in to Aftercare' }, `
${problem ? `<p role="alert">${both(problem)}</p>` : ''}
${demo.length === 0 ? '' : `<form method="post" class="demo"><h2>${both({ zh: '演示：一键登录', en: 'Demo: sign in with one press' })}</h2>${demo.map(demoButton).join('')}</form>`}
<form method="post">
<label>${both({ zh: '工号', en: 'Staff code' })}<input name="username" value="${escaped(username)}" autocomplete="username" autocapitalize="characters" maxlength="64" required${demo.length === 0 ? ' autofocus' : ''}></label>
<label>${both({ zh: '密码', en: 'Password' })}<input name="password" type="password" autocomplete="current-password" maxlength="128" required></label>
<button>登录 <span lang="en-GB">Sign in</span></button>
</form>
<small>${both({ zh: '其他人：npm start 会打印工号和密码。', en: 'Anybody else: npm start prints codes and passwords.' })}</small>`);

const demoButton = ({ code, name, branch, role }: DemoPerson): string =>
  `<button name="demo" value="${escaped(code)}"><b>${escaped(name)}</b> ${both(role)} <small>${escaped(code)} · ${escaped(branch)}</small></button>`;

export const problemPage = (title: Words, detail = ''): string => page(title, detail && `<small>${escaped(detail)}</small>`);

/** Headers of every page: not stored, not framed, nothing loaded but the own font. */
export function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' }).end(html);
}

export const pageHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store', 'content-security-policy': policy, 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff',
};

const page = (title: Words, body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title.zh)} · ${escaped(title.en)}</title><link rel="stylesheet" href="/font/index.css"><style>${style}</style></head>
<body><main><h1>${both(title)}</h1>${body}</main></body></html>
`;

const both = ({ zh, en }: Words): string => `${escaped(zh)} <span lang="en">${escaped(en)}</span>`;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
