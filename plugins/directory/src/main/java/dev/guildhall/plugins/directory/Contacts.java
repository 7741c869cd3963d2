package dev.guildhall.plugins.directory;

import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.Storage;
import dev.guildhall.spi.StorageException;
import dev.guildhall.spi.StorageTransaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of contacts. A contact is a JSON object, as the capabilities' schemas describe it. */
final class Contacts {

    private static final String COLUMNS = """
            id, name, email, phone, company, owner_id as "ownerId", created_at as "createdAt", updated_at as "updatedAt"
            """;

    private static final String INSERT =
            "insert into directory_contact (name, email, phone, company, owner_id) values ($1, $2, $3, $4, $5) returning "
                    + COLUMNS;

    private static final String LOCK = "select " + COLUMNS + " from directory_contact where id = $1 for update";

    private static final String UPDATE = """
            update directory_contact set name = $2, email = $3, phone = $4, company = $5, updated_at = now()
            where id = $1 returning
            """ + COLUMNS;

    private static final String DELETE = "delete from directory_contact where id = $1 returning " + COLUMNS;

    private static final String ALL = "select " + COLUMNS + " from directory_contact order by lower(name), id limit $1";

    private static final String MATCHING = "select " + COLUMNS
            + " from directory_contact where search @@ to_tsquery('simple', $2) order by lower(name), id limit $1";

    private static final String DISOWN = "update directory_contact set owner_id = null where owner_id = $1";

    private static final List<String> FIELDS = List.of("name", "email", "phone", "company");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+");

    private final Storage storage;

    Contacts(Storage storage) {
        this.storage = storage;
    }

    Future<JsonObject> create(JsonObject contact, UUID owner) {
        var values = values(contact);
        values.add(owner);
        return storage.inTransaction(transaction -> transaction
                        .query(INSERT, values.toArray())
                        .compose(rows -> announce(transaction, "directory.contact.created", rows.get(0))))
                .recover(Contacts::explain);
    }

    /** Changes the fields that are there; null clears one. */
    Future<JsonObject> update(UUID id, JsonObject changes) {
        return storage.inTransaction(transaction -> transaction
                        .query(LOCK, id)
                        .compose(rows -> transaction.query(UPDATE, changed(id, rows, changes)))
                        .compose(rows -> announce(transaction, "directory.contact.updated", rows.get(0))))
                .recover(Contacts::explain);
    }

    /** What is left of it: its id. */
    Future<JsonObject> delete(UUID id) {
        return storage.inTransaction(transaction -> transaction
                .query(DELETE, id)
                .compose(rows -> announce(transaction, "directory.contact.deleted", known(id, rows)))
                .map(deleted -> new JsonObject().put("id", deleted.getString("id"))));
    }

    /** The contacts that have every word of the query or begin with it, by name; all for an empty query. */
    Future<List<JsonObject>> search(String query, int limit) {
        var prefixes =
                WORD.matcher(query).results().map(word -> word.group() + ":*").collect(Collectors.joining(" & "));
        return prefixes.isEmpty() ? storage.query(ALL, limit) : storage.query(MATCHING, limit, prefixes);
    }

    Future<Void> disown(UUID owner) {
        return storage.execute(DISOWN, owner).mapEmpty();
    }

    private static Object[] changed(UUID id, List<JsonObject> rows, JsonObject changes) {
        var contact = known(id, rows).copy();
        FIELDS.stream().filter(changes::containsKey).forEach(field -> contact.put(field, changes.getValue(field)));
        var values = new ArrayList<Object>();
        values.add(id);
        values.addAll(values(contact));
        return values.toArray();
    }

    private static JsonObject known(UUID id, List<JsonObject> rows) {
        if (rows.isEmpty()) {
            throw ExtensionException.notFound("DIRECTORY.CONTACT_NOT_FOUND", "There is no contact " + id + ".");
        }
        return rows.get(0);
    }

    private static List<Object> values(JsonObject contact) {
        var values = new ArrayList<Object>();
        FIELDS.forEach(field -> values.add(contact.getValue(field)));
        return values;
    }

    /** Addresses and numbers are not for everyone who may read events. */
    private static Future<JsonObject> announce(StorageTransaction transaction, String type, JsonObject contact) {
        var data = new JsonObject()
                .put("id", contact.getString("id"))
                .put("name", contact.getString("name"))
                .put("ownerId", contact.getString("ownerId"));
        return transaction.emit(type, contact.getString("id"), data).map(contact);
    }

    private static Future<JsonObject> explain(Throwable failure) {
        if (failure instanceof StorageException refused && refused.violates("directory_contact_email")) {
            return Future.failedFuture(ExtensionException.conflict(
                    "DIRECTORY.EMAIL_EXISTS", "Another contact has this email address already."));
        }
        return Future.failedFuture(failure);
    }
}
