/** Where mentorat is for this server, and where this front end is for a browser. */

export const MENTORAT_URL = (process.env.MENTORAT_URL ?? "http://127.0.0.1:8000").replace(/\/$/, "");
export const APP_URL = (process.env.APP_URL ?? "http://127.0.0.1:3000").replace(/\/$/, "");
