package dev.guildhall.archive.internal.erasure;

import static dev.guildhall.db.Guildhall.GUILDHALL;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.val;

import dev.guildhall.core.database.Sql;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.erasure.Traces.Kind;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.ResultQuery;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.TableOptions.TableType;

/** How many rows there are that are an account's or a workspace's, by the columns that say whose a row is. */
final class RowCounts {

    private static final Field<String> TABLE = field(name("table_name"), String.class);
    private static final Field<Integer> ROWS = field(name("rows"), Integer.class);

    private static final Map<Kind, String> OF_ITSELF = Map.of(Kind.USER, "user_account", Kind.WORKSPACE, "workspace");
    private static final Map<Kind, List<String>> OWNERS =
            Map.of(Kind.USER, List.of("user_id"), Kind.WORKSPACE, List.of("workspace_id", "tenant_id"));

    private RowCounts() {}

    /** By the names of the tables, but for those without any. */
    static Future<JsonObject> of(Tx tx, Kind kind, UUID id) {
        return tx.list(Sql.rows(query(kind, id), row -> Map.entry(row.get(TABLE), row.get(ROWS))))
                .map(counted -> {
                    var counts = new LinkedHashMap<String, Object>();
                    counted.stream()
                            .filter(count -> count.getValue() > 0)
                            .sorted(Map.Entry.comparingByKey())
                            .forEach(count -> counts.put(count.getKey(), count.getValue()));
                    return new JsonObject(counts);
                });
    }

    private static ResultQuery<?> query(Kind kind, UUID id) {
        Select<Record2<String, Integer>> all = null;
        for (var table : GUILDHALL.getTables()) {
            var owner = owner(kind, table);
            if (owner.isPresent()) {
                var count = selectCount().from(table).where(owner.get().eq(val(id)));
                var one = select(inline(table.getName()).as(TABLE), field(count).as(ROWS));
                all = all == null ? one : all.unionAll(one);
            }
        }
        return all;
    }

    private static Optional<Field<UUID>> owner(Kind kind, Table<?> table) {
        if (table.getOptions().type() != TableType.TABLE) {
            return Optional.empty();
        }
        var names = OF_ITSELF.get(kind).equals(table.getName()) ? List.of("id") : OWNERS.get(kind);
        return names.stream()
                .map(column -> table.field(column, UUID.class))
                .filter(Objects::nonNull)
                .findFirst();
    }
}
