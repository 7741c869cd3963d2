package dev.guildhall.archive;

import dev.guildhall.testkit.TestBench;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What stands in the database, in every column of every table of every schema, as who owns it reads it. */
record Dump(TestBench bench) {

    /** The rows in which one of the texts stands, be it in JSON, in an array, or in bytes; as the table and what it says. */
    List<String> rowsWith(String text) {
        var found = new ArrayList<String>();
        for (var table : bench.sql(
                "select n.nspname as schema_name, c.relname as name, format('%I.%I', n.nspname, c.relname) as quoted"
                        + " from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'm')"
                        + " and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')")) {
            var rows = bench.sql(
                    "select t::text as said from " + table.getString("quoted")
                            + " t where t::text ilike $1 or t::text ilike $2",
                    "%" + text + "%",
                    "%" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)) + "%");
            rows.forEach(row -> found.add(
                    table.getString("schema_name") + "." + table.getString("name") + ": " + row.getString("said")));
        }
        return found;
    }
}
