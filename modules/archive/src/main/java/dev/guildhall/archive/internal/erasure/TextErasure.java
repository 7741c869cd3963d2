package dev.guildhall.archive.internal.erasure;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Sql;
import dev.guildhall.core.erasure.TracePatterns;
import dev.guildhall.core.erasure.Traces;
import dev.guildhall.core.id.Tenant;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jooq.Field;

/** Replaces what tells of somebody in the texts of all tables of the platform, some blocks at a time. */
final class TextErasure {

    private static final long BLOCKS = 1_024;

    /** What was published is signed, word for word; and what an erasure says of itself is to stay. */
    private static final Set<String> KEPT =
            Set.of("extension_version", "extension_script", "extension_artifact", "erasure");

    private static final Field<String> NAME = field(name("name"), String.class);
    private static final Field<Long> SIZE = field(name("blocks"), Long.class);
    private static final Field<Long> CHANGED = field(name("changed"), Long.class);

    private static final Sql<Sized> TABLES = Sql.rows(
            resultQuery("select name, blocks from guildhall_door.texts_of('guildhall')"),
            row -> new Sized(row.get(NAME), row.get(SIZE)));

    private static final ParameterizedSql<Part, Long> ERASE = ParameterizedSql.rows(
            part -> resultQuery(
                    "select guildhall_door.erase_texts('guildhall', {0}, {1}, {2}, {3}, {4}, {5}, {6}) as changed",
                    part.value(String.class, of -> of.table().name()),
                    part.value(Long.class, Part::first),
                    part.value(Long.class, of -> of.first() + BLOCKS),
                    part.value(String.class, of -> of.patterns().addresses()),
                    part.value(String.class, of -> of.patterns().telling()),
                    part.value(String.class, of -> of.patterns().names()),
                    part.value(String.class, of -> of.patterns().named())),
            row -> row.get(CHANGED));

    private record Sized(String name, long blocks) {}

    private record Part(Sized table, long first, TracePatterns patterns) {}

    private final Database database;

    TextErasure(Database database) {
        this.database = database;
    }

    /** Gives how many rows were changed, by their tables. */
    Future<Map<String, Long>> erase(Traces of) {
        var patterns = of.patterns();
        return database.list(Tenant.PLATFORM, TABLES).compose(tables -> {
            var counts = new TreeMap<String, Long>();
            var done = Future.<Map<String, Long>>succeededFuture(counts);
            for (var table : tables) {
                if (!KEPT.contains(table.name())) {
                    done = done.compose(before -> erase(new Part(table, 0, patterns), 0))
                            .map(changed -> {
                                counts.put(table.name(), changed);
                                return counts;
                            });
                }
            }
            return done;
        });
    }

    private Future<Long> erase(Part part, long before) {
        return part.first() >= part.table().blocks()
                ? Future.succeededFuture(before)
                : database.inTransaction(Tenant.PLATFORM, tx -> tx.first(ERASE.with(part)))
                        .map(Optional::orElseThrow)
                        .compose(changed -> erase(
                                new Part(part.table(), part.first() + BLOCKS, part.patterns()), before + changed));
    }
}
