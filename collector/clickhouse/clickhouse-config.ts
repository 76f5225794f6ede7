import { z } from "zod";
import { duration } from "../duration.ts";
import { tableRetention } from "./table-retention.ts";

/** Where ClickHouse is. Without `url` the embedded engine is used, in the data directory. */
export const clickhouseConfig = z
  .strictObject({
    /** Of the HTTP interface, such as http://clickhouse:8123. */
    url: z.url({ protocol: /^https?$/ }).optional(),
    username: z.string().default("default"),
    password: z.string().default(""),
    /** A file with the password, such as a mounted secret; its closing newline does not count. */
    passwordFile: z.string().min(1).optional(),
    database: z.string().regex(/^\w+$/, "expected letters, digits and underscores").default("tidemark"),
    requestTimeout: duration.prefault("60s"),
    /** Longest a query may run in ClickHouse. */
    maxExecutionTime: duration.prefault("55s"),
    /** Waits for the disk on every insert: safe against power loss, at about half the rate. */
    fsyncAfterInsert: z.boolean().default(false),
    /** Room on its disk that the embedded engine leaves, bytes: inserts that would take of it wait. */
    minFreeBytes: z.int().min(0).default(134_217_728),
    /** Rows of a table older than this are deleted; tables that are not named keep all. */
    retention: tableRetention.prefault({}),
  })
  .refine((config) => config.password === "" || config.passwordFile === undefined, {
    path: ["passwordFile"],
    message: "give password or passwordFile, not both",
  });
