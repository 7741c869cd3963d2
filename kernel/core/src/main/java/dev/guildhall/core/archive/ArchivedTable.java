package dev.guildhall.core.archive;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;

/**
 * A table of which an archive has the rows of its workspace. Every column of it is in the archive, unless it is said here
 * that it is not. Each method gives the same with one thing more to say.
 *
 * <pre>{@code
 * ArchivedTable.of(CUSTOM_ROLE, CUSTOM_ROLE.WORKSPACE_ID).identifiedBy(CUSTOM_ROLE.ID)
 * }</pre>
 */
public final class ArchivedTable {

    /** What stands in a column of an imported row; given the row, with its new ids. A null is written as one. */
    @FunctionalInterface
    public interface Replacement extends BiFunction<JsonObject, Newcomer, Object> {}

    private final Table<?> table;
    private final Field<?> owner;
    private final List<Field<?>> ids;
    private final List<Field<?>> ownIds;
    private final List<Field<?>> accounts;
    private final Map<Field<?>, String> leftOut;
    private final Map<Field<?>, Replacement> replaced;
    private final Condition condition;
    private final boolean isRecord;

    private ArchivedTable(
            Table<?> table,
            Field<?> owner,
            List<Field<?>> ids,
            List<Field<?>> ownIds,
            List<Field<?>> accounts,
            Map<Field<?>, String> leftOut,
            Map<Field<?>, Replacement> replaced,
            Condition condition,
            boolean isRecord) {
        this.table = table;
        this.owner = owner;
        this.ids = ids;
        this.ownIds = ownIds;
        this.accounts = accounts;
        this.leftOut = leftOut;
        this.replaced = replaced;
        this.condition = condition;
        this.isRecord = isRecord;
    }

    /** @param owner the column that names the workspace */
    public static ArchivedTable of(Table<?> table, TableField<?, ?> owner) {
        return new ArchivedTable(
                table, owner, List.of(), List.of(), List.of(), Map.of(), Map.of(), DSL.noCondition(), false);
    }

    /** Each row's own id: an import gives it another, and so it does to whatever names it, be it in JSON or in a text. */
    public ArchivedTable identifiedBy(TableField<?, ?>... columns) {
        return new ArchivedTable(
                table, owner, plus(ids, columns), ownIds, accounts, leftOut, replaced, condition, isRecord);
    }

    /**
     * The same of rows that nothing outside of these columns names, and of which there may be very many. What is no UUID in
     * one of them stays.
     */
    public ArchivedTable numberedBy(TableField<?, ?>... columns) {
        return new ArchivedTable(
                table, owner, ids, plus(ownIds, columns), accounts, leftOut, replaced, condition, isRecord);
    }

    /** Who may be no member, and is nobody where there is no such account. */
    public ArchivedTable byAccount(TableField<?, ?>... columns) {
        return new ArchivedTable(
                table, owner, ids, ownIds, plus(accounts, columns), leftOut, replaced, condition, isRecord);
    }

    /** Columns that are not in the archive, and get their defaults. */
    public ArchivedTable without(String because, TableField<?, ?>... columns) {
        var more = new LinkedHashMap<>(leftOut);
        Arrays.asList(columns).forEach(column -> more.put(column, because));
        return new ArchivedTable(table, owner, ids, ownIds, accounts, more, replaced, condition, isRecord);
    }

    /** A column that is not in the archive, and gets this. */
    public ArchivedTable replacing(TableField<?, ?> column, Replacement with) {
        var more = new HashMap<>(replaced);
        more.put(column, with);
        return new ArchivedTable(table, owner, ids, ownIds, accounts, leftOut, more, condition, isRecord);
    }

    /** Only these rows of the workspace's. */
    public ArchivedTable where(Condition only) {
        return new ArchivedTable(table, owner, ids, ownIds, accounts, leftOut, replaced, condition.and(only), isRecord);
    }

    /** It is kept in the archive as it is, for whoever wants to look; an import writes no rows. */
    public ArchivedTable asRecord() {
        return new ArchivedTable(table, owner, ids, ownIds, accounts, leftOut, replaced, condition, true);
    }

    public Table<?> table() {
        return table;
    }

    public String name() {
        return table.getName();
    }

    /** The column that names the workspace. */
    public Field<?> owner() {
        return owner;
    }

    public List<Field<?>> ids() {
        return ids;
    }

    public List<Field<?>> ownIds() {
        return ownIds;
    }

    public List<Field<?>> accounts() {
        return accounts;
    }

    public Condition condition() {
        return condition;
    }

    public boolean isRecord() {
        return isRecord;
    }

    /** The columns that an archive has. */
    public List<Field<?>> columns() {
        return Arrays.stream(table.fields())
                .filter(column -> !leftOut.containsKey(column) && !replaced.containsKey(column))
                .toList();
    }

    /** What the columns say that it does not have; those that are replaced are of no use outside. */
    public Map<Field<?>, Replacement> replaced() {
        return replaced;
    }

    /** The columns left out, and why. */
    public Map<Field<?>, String> leftOut() {
        return leftOut;
    }

    /** In what order the archive has the rows: by their key. */
    public List<Field<?>> order() {
        var key = Optional.ofNullable(table.getPrimaryKey())
                .orElseThrow(() -> new IllegalStateException("The table " + name() + " has no key to order it by"));
        return List.copyOf(key.getFields());
    }

    private static List<Field<?>> plus(List<Field<?>> some, TableField<?, ?>... more) {
        var all = new ArrayList<>(some);
        all.addAll(Arrays.asList(more));
        return List.copyOf(all);
    }
}
