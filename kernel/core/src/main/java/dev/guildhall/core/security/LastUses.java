package dev.guildhall.core.security;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.resultQuery;

import dev.guildhall.core.database.ParameterizedSql;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Table;

/** The last uses of some credentials, as a statement takes them. */
public record LastUses(UUID[] ids, OffsetDateTime[] times, String[] addresses) {

    private static final Field<UUID> ID = field(name("id"), UUID.class);

    public static LastUses of(Map<UUID, LastUse> last) {
        var all = List.copyOf(last.entrySet());
        return new LastUses(
                all.stream().map(Map.Entry::getKey).toArray(UUID[]::new),
                all.stream()
                        .map(entry -> entry.getValue().at().atOffset(ZoneOffset.UTC))
                        .toArray(OffsetDateTime[]::new),
                all.stream().map(entry -> entry.getValue().from()).toArray(String[]::new));
    }

    /**
     * Writes uses down that are later than what is known, once a minute for each credential, whichever node does it. Its
     * rows are those that wait for the minute to pass.
     *
     * @param credentials has {@code id}, {@code last_used_at}, {@code last_used_from} and {@code last_use_written_at}
     */
    public static ParameterizedSql<LastUses, UUID> writtenTo(Table<?> credentials) {
        // Where another node writes the same row at this moment, it is waited for, and the minute begins with its
        // write.
        return ParameterizedSql.rows(
                uses -> resultQuery(
                        """
                        with used as materialized (select * from unnest({0}, {1}, {2}) u (id, at, address)),
                        written as (
                          update {3} c
                             set last_used_at = u.at, last_used_from = u.address, last_use_written_at = now()
                            from used u
                           where c.id = u.id
                             and (c.last_used_from is null or c.last_used_at < u.at)
                             and coalesce(c.last_use_written_at <= now() - interval '1 minute', true)
                          returning c.id)
                        select u.id as id
                          from used u join {3} c on c.id = u.id
                         where (c.last_used_from is null or c.last_used_at < u.at)
                           and not exists (select from written w where w.id = u.id)
                        """,
                        uses.value(UUID[].class, LastUses::ids),
                        uses.value(OffsetDateTime[].class, LastUses::times),
                        uses.value(String[].class, LastUses::addresses),
                        credentials),
                row -> row.get(ID));
    }
}
