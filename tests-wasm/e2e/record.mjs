//! What the exchange wrote down, read from its SQLite file and not through its own API.

import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";

/** Rows of a query on a copy of the database: the running exchange keeps its locks. */
export function rows(exchange, sql, parameters = []) {
  const folder = mkdtempSync(join(tmpdir(), "ringdesk-record-"));
  try {
    const copy = join(folder, "copy.sqlite");
    for (const suffix of ["", "-wal"]) {
      if (existsSync(exchange.database + suffix)) copyFileSync(exchange.database + suffix, copy + suffix);
    }
    const database = new sqlite.Database(copy);
    try {
      // Without shared memory SQLite reads a write-ahead log only as its sole owner.
      database.exec("PRAGMA locking_mode = EXCLUSIVE");
      return database.all(sql, parameters);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All call records, oldest first. */
export const calls = (exchange) => rows(exchange, "SELECT * FROM call_record ORDER BY id");

/** The ticket of a call with everything on it: comments, and what was noted about the call. */
export function ticketOf(exchange, callId) {
  const [ticket] = rows(exchange, "SELECT * FROM ticket WHERE external_id = ?", [`call:${callId}`]);
  if (!ticket) return null;
  const comments = rows(exchange, "SELECT * FROM comment WHERE ticket_id = ? ORDER BY id", [ticket.id]);
  const audits = rows(exchange, "SELECT * FROM audit WHERE ticket_id = ? ORDER BY id", [ticket.id]);
  const facts = audits.map((audit) => JSON.parse(audit.metadata).call).filter(Boolean);
  return { ...ticket, comments, call: facts.at(-1) };
}
